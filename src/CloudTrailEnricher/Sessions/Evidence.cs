using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudTrailEnricher.Sessions;

/// <summary>A record that says from where and with what a session's person worked.</summary>
/// <param name="Session">The session it speaks of.</param>
/// <param name="Kind">A sign-in, or a call that the browser made directly.</param>
/// <param name="EventName">Such as <c>ConsoleLogin</c>.</param>
/// <param name="EventId">The record's <c>eventID</c>.</param>
/// <param name="EventTime">The record's <c>eventTime</c>.</param>
/// <param name="AwsRegion">The record's <c>awsRegion</c>.</param>
/// <param name="SourceIPAddress">An IP literal, exactly as recorded; null when the record has none.</param>
/// <param name="UserAgent">Exactly as recorded; null when the record has none that is known.</param>
public sealed record Evidence(
    SessionKey Session,
    EvidenceKind Kind,
    string EventName,
    string EventId,
    CloudTrailTime EventTime,
    string AwsRegion,
    string? SourceIPAddress,
    string? UserAgent)
{
    private const long SiblingSlotSeconds = 600;

    /// <summary>
    /// What the evidence is stored under within its session. A sign-in by its event; of a browser's calls one for every ten minutes,
    /// address and agent, so that a busy session needs few items.
    /// </summary>
    public string ItemKey => Kind == EvidenceKind.SignIn
        ? $"signin#{EventId}"
        : $"browser#{SiblingSlot(EventTime)}#{ValueHash()}";

    /// <summary>
    /// Whether this evidence takes the place of <paramref name="stored"/> under the same <see cref="ItemKey"/>. A sign-in never does;
    /// of two siblings the one with the smaller event time, then event id, stays, so that the order of arrival does not matter.
    /// </summary>
    public bool Replaces(Evidence stored) => Kind == EvidenceKind.BrowserSibling && InOrder(this, stored) < 0;

    /// <summary>Compares by event time, then event id.</summary>
    public static int InOrder(Evidence left, Evidence right)
    {
        var byTime = left.EventTime.CompareTo(right.EventTime);
        return byTime != 0 ? byTime : string.CompareOrdinal(left.EventId, right.EventId);
    }

    private static string SiblingSlot(CloudTrailTime time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.UnixSeconds - (time.UnixSeconds % SiblingSlotSeconds))
            .ToString("yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture);

    private string ValueHash() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{SourceIPAddress}\n{UserAgent}")).AsSpan(0, 8));
}

/// <summary>What kind of record the evidence is.</summary>
public enum EvidenceKind
{
    /// <summary>A successful <c>ConsoleLogin</c> or <c>SwitchRole</c>.</summary>
    SignIn,

    /// <summary>A call that the session's browser made directly to a service.</summary>
    BrowserSibling,
}
