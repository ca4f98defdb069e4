namespace CloudTrailEnricher.Tests.Oracle;

/// <summary>
/// What was decided about one field: a sighting where a value is recovered, otherwise the reason why not; candidates where it is ambiguous.
/// </summary>
internal sealed record PlainDecision(
    string Match, PlainSighting? Source, string Reason, IReadOnlyList<PlainSighting> Candidates, bool AddressDiffers = false);

/// <summary>The rules of <c>docs/decisions.md</c> about one session, sentence by sentence, without regard to speed.</summary>
internal sealed class PlainSession
{
    private readonly PlainSighting[] _seen;

    /// <param name="evidence">All evidence of the session.</param>
    /// <param name="signInSession">The record's <c>signInSessionArn</c>.</param>
    public PlainSession(IEnumerable<PlainSighting> evidence, string? signInSession)
    {
        var possible = evidence.Where(
            one => signInSession is null || one.SignInSession is null || one.SignInSession == signInSession).ToArray();
        _seen =
        [
            .. possible.Where(one => one.IsSignIn)
                .Concat(possible
                    .Where(one => !one.IsSignIn)
                    .GroupBy(one => (one.Time.Ticks / TimeSpan.FromMinutes(10).Ticks, one.Address, one.Agent, one.SignInSession))
                    .SelectMany(slot => new[] { InOrder(slot).First(), InOrder(slot).Last() }))
                .Distinct()
                .OrderBy(one => one.Time)
                .ThenBy(one => one.Id, StringComparer.Ordinal)
                .ThenBy(one => one.Name, StringComparer.Ordinal)
                .ThenBy(one => one.Region, StringComparer.Ordinal)
                .ThenBy(one => one.Address, StringComparer.Ordinal)
                .ThenBy(one => one.Agent, StringComparer.Ordinal),
        ];
    }

    public int Addresses => _seen.Select(one => one.Place).OfType<string>().Distinct().Count();

    /// <summary>"origin": every sign-in names the same.</summary>
    public string? Origin
    {
        get
        {
            var named = _seen
                .Where(one => one.IsSignIn)
                .GroupBy(one => (one.Time, one.Id, one.Name, one.Region), one => one.Origin)
                .ToArray();
            var origins = named.SelectMany(signIn => signIn).OfType<string>().Distinct().ToArray();
            return origins.Length == 1 && named.All(signIn => signIn.Contains(origins[0])) ? origins[0] : null;
        }
    }

    public PlainDecision DecideAddress(DateTime? time) => Decide(_seen, one => one.Place, _seen, "addressChanged", time);

    /// <summary>"The user agent".</summary>
    /// <param name="redactedAddress">The decision about the address, where that is redacted too.</param>
    /// <param name="ownAddress">The record's own address, where it has one.</param>
    /// <param name="time">The event's time.</param>
    public PlainDecision DecideAgent(PlainDecision? redactedAddress, string? ownAddress, DateTime? time)
    {
        var address = redactedAddress is null ? ownAddress : redactedAddress.Source is { } source ? source.Place : null;
        if (address is null)
        {
            return AllAgree(time);
        }

        var there = _seen.Where(one => one.Place == address).ToArray();
        if (there.Any(one => one.Agent is not null))
        {
            PlainSighting[] possible = [.. _seen.Where(one => one.Place is null || one.Place == address)];
            return Decide(there, one => one.Agent, possible, "userAgentChanged", time);
        }

        var unanimous = AllAgree(time);
        if (unanimous.Source is null)
        {
            return unanimous with { Reason = unanimous.Reason == "userAgentChanged" ? "addressUnknown" : unanimous.Reason };
        }

        var others = _seen.Select(one => one.Place).OfType<string>().Where(other => other != address);
        return unanimous with { AddressDiffers = others.Any(other => IsIPv6(other) == IsIPv6(address)) };
    }

    private static bool IsIPv6(string address) => address.Contains(':', StringComparison.Ordinal);

    /// <summary>"What all sightings of the session agree on".</summary>
    private PlainDecision AllAgree(DateTime? time) =>
        !IsOfTwoPeople(_seen, one => one.Agent) && _seen.Select(one => one.Agent).OfType<string>().Distinct().Count() > 1
            ? Ambiguous("userAgentChanged", time)
            : Decide(_seen, one => one.Agent, _seen, "userAgentChanged", time);

    /// <summary>"Two people in one session".</summary>
    private static bool IsOfTwoPeople(PlainSighting[] seen, Func<PlainSighting, string?> value) =>
        seen.Where(one => one.IsSignIn).GroupBy(one => one.Time).Any(second => second.Select(value).Distinct().Count() > 1);

    /// <summary>"Which value held at a moment".</summary>
    private PlainDecision Decide(
        PlainSighting[] sightings, Func<PlainSighting, string?> value, PlainSighting[] signIns, string change, DateTime? time)
    {
        if (IsOfTwoPeople(signIns, value))
        {
            return Ambiguous("sharedSession", time);
        }

        var telling = sightings.Where(one => value(one) is not null).ToArray();
        var values = telling.Select(value).Distinct().ToArray();
        if (values.Length == 0)
        {
            return new PlainDecision("none", null, _seen.Length == 0 ? "noEvidence" : "evidenceWithoutValue", []);
        }

        if (values.Length == 1)
        {
            return Recovered(telling, time);
        }

        if (time is not { } moment)
        {
            return Ambiguous("noEventTime", time);
        }

        var before = telling.Where(one => one.Time <= moment).ToArray();
        var after = telling.Where(one => one.Time >= moment).ToArray();
        var nearest = before.Where(one => one.Time == before.Max(other => other.Time))
            .Concat(after.Where(one => one.Time == after.Min(other => other.Time)))
            .Select(value).Distinct().ToArray();
        if (nearest.Length > 1)
        {
            return Ambiguous(change, time);
        }

        var (from, to) = before.Length == 0 || after.Length == 0 ? Span(nearest[0]) : (moment, moment);
        return values.Any(other => other != nearest[0] && Span(other).From <= to && Span(other).To >= from)
            ? Ambiguous(change, time)
            : Recovered([.. telling.Where(one => value(one) == nearest[0])], time);

        (DateTime From, DateTime To) Span(string? one)
        {
            var times = telling.Where(seen => value(seen) == one).Select(seen => seen.Time).ToArray();
            return (times.Min(), times.Max());
        }
    }

    /// <summary>"Which evidence is named".</summary>
    private static PlainDecision Recovered(PlainSighting[] telling, DateTime? time)
    {
        var signIns = telling.Where(one => one.IsSignIn).ToArray();
        var among = signIns.Length > 0 ? signIns : telling;
        var nearest = time is { } moment ? among.MinBy(one => (one.Time - moment).Duration()) : among[0];
        return new PlainDecision(signIns.Length > 0 ? "signIn" : "browserSibling", nearest, "", []);
    }

    private PlainDecision Ambiguous(string reason, DateTime? time)
    {
        var order = new List<PlainSighting>();
        var before = new Stack<PlainSighting>(_seen.Where(one => one.Time < time));
        var after = new Queue<PlainSighting>(_seen.Where(one => time is null || one.Time >= time));
        while (after.Count > 0 && after.Peek().Time == time)
        {
            order.Add(after.Dequeue());
        }

        while (before.Count + after.Count > 0)
        {
            if (before.TryPop(out var earlier))
            {
                order.Add(earlier);
            }

            if (after.TryDequeue(out var later))
            {
                order.Add(later);
            }
        }

        return new PlainDecision("ambiguous", null, reason, [.. order.DistinctBy(one => (one.Place, one.Agent)).Take(5)]);
    }

    private static IOrderedEnumerable<PlainSighting> InOrder(IEnumerable<PlainSighting> calls) => calls
        .OrderBy(one => one.Time)
        .ThenBy(one => one.Id, StringComparer.Ordinal)
        .ThenBy(one => one.Name, StringComparer.Ordinal)
        .ThenBy(one => one.Region, StringComparer.Ordinal);
}
