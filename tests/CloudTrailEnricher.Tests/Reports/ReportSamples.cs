using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Reports;

/// <summary>Redacted events as the passes report them, made by number.</summary>
internal static class ReportSamples
{
    private static readonly RedactedFields[] Sets = [RedactedFields.UserAgent, RedactedFields.Both, RedactedFields.SourceIPAddress];

    /// <summary>Everything that a run with these events reports.</summary>
    public static CompletedReplay Complete(IEnumerable<RecordOutcome> outcomes, ListLimits limits)
    {
        var result = new ReplayResult(limits);
        foreach (var outcome in outcomes)
        {
            result.Add(new LogObject("", "a.json"), outcome);
        }

        return result.Complete(session => [SignIn(session)], new InputNotes(), lookedFor: "");
    }

    /// <summary>
    /// Any number of events: seven sessions with many, of which every fifth event has no evidence and every eleventh is no redaction.
    /// </summary>
    public static IEnumerable<RecordOutcome> Events(int count) => Enumerable.Range(0, count).Select(number => Event(number, number % 7));

    /// <summary>One event.</summary>
    public static RecordOutcome Event(int number, int session)
    {
        Assert.True(SessionKey.TryCreate($"arn:aws:iam::12345678901{session % 10}:user/user-{session:d5}", Created, out var key));
        var redacted = Sets[number % 3];
        var isLookAlike = number % 11 == 10;
        var isOpen = number % 5 == 4 || isLookAlike;
        var source = isOpen ? null : new FieldSource(SignIn(key), SignIn(key).First);
        var reason = isLookAlike ? Reason.InvokedByService : isOpen ? Reason.NoEvidence : Reason.None;
        bool Has(RedactedField field) => redacted.Has(field);
        return new RecordOutcome
        {
            EventId = $"e-{number:d7}",
            EventName = $"Describe{number % 9}",
            EventSource = $"service{number % 4}.amazonaws.com",
            EventTime = DateTimeOffset.Parse(Created).AddMinutes(number % 3000).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            AwsRegion = "us-east-1",
            AccountId = key.Account.ToString(),
            PrincipalArn = key.PrincipalArn,
            Redacted = redacted,
            Recoverability = isLookAlike ? Recoverability.InvokedByService : Recoverability.Recoverable,
            Session = key,
            Match = new(
                Has(RedactedField.SourceIPAddress) && !isOpen ? Match.SignIn : Match.None,
                Has(RedactedField.UserAgent) && !isOpen ? Match.SignIn : Match.None),
            Reason = new(Has(RedactedField.SourceIPAddress) ? reason : Reason.None, Has(RedactedField.UserAgent) ? reason : Reason.None),
            Source = new(Has(RedactedField.SourceIPAddress) ? source : null, Has(RedactedField.UserAgent) ? source : null),
            Candidates = new([], []),
            AddressDiffers = false,
            SessionAddresses = isOpen ? 0 : 1,
            Origin = null,
            Recorded = new(
                Has(RedactedField.SourceIPAddress) ? "AWS Internal" : Address, Has(RedactedField.UserAgent) ? "AWS Internal" : Agent),
        };
    }

    private static Evidence SignIn(SessionKey session) => new(
        session, EvidenceKind.SignIn, "ConsoleLogin", "s-1", session.CreationDate, "us-east-1", Address, Agent);
}
