using System.Globalization;

namespace CloudTrailEnricher.Tests.Oracle;

/// <summary>
/// The log files of a few random sessions whose evidence may disagree: one to four addresses and agents, moves and overlaps, sign-ins of
/// one second, records with addresses of their own or without a time, in random order and split over files.
/// </summary>
internal sealed class RandomSession
{
    private static readonly DateTime Start = new(2023, 7, 10, 12, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Addresses = ["203.0.113.1", "198.51.100.66", "2001:db8::1", "2001:db8::2"];
    private static readonly string[] Agents = ["Mozilla/5.0 (1)", "Mozilla/5.0 (2)", "[Mozilla/5.0 (1)]", "Mozilla/5.0 (3)"];
    private static readonly string[] Arns = ["arn:aws:sts::123456789012:assumed-role/R/a", "arn:aws:iam::123456789012:user/alice"];

    private readonly Random _random;
    private int _events;

    private RandomSession(int seed) => _random = new Random(seed);

    /// <summary>The texts of one to three files.</summary>
    public static string[] Files(int seed) => new RandomSession(seed).Files();

    private string[] Files()
    {
        var records = new List<string>();
        for (var session = _random.Next(1, 3); session > 0; session--)
        {
            AddSession(records, Arns[session - 1]);
        }

        var shuffled = records.ToArray();
        _random.Shuffle(shuffled);
        return
        [
            .. shuffled.Chunk(Math.Max(1, shuffled.Length / _random.Next(1, 4)))
                .Select(file => "{\"Records\":[" + string.Join(',', file) + "]}"),
        ];
    }

    private void AddSession(List<string> records, string arn)
    {
        var places = _random.Next(1, 5);
        var moves = _random.Next(3) == 0;
        for (var signIns = _random.Next(3); signIns > 0; signIns--)
        {
            records.Add(SignIn(arn, _random.Next(4) == 0 ? _random.Next(0, 7200) : 0, places));
        }

        for (var calls = _random.Next(9); calls > 0; calls--)
        {
            var second = _random.Next(0, 7200);
            records.Add(Call(arn, second, moves ? second * places / 7200 : _random.Next(places)));
        }

        for (var redacted = _random.Next(1, 5); redacted > 0; redacted--)
        {
            records.Add(Redacted(arn, places));
        }
    }

    private string SignIn(string arn, int second, int places)
    {
        var address = _random.Next(6) == 0 ? "AWS Internal" : Addresses[_random.Next(places)];
        var agent = _random.Next(6) == 0 ? "AWS Internal" : Agents[_random.Next(places)];
        var context = second == 0 ? "" : Context();
        var origin = _random.Next(3) == 0
            ? ""
            : $$""","additionalEventData":{"SwitchFrom":"arn:aws:iam::123456789012:user/{{_random.Next(2)}}"}""";
        return Record(
            arn,
            context,
            second,
            "signin.amazonaws.com",
            "SwitchRole",
            "AwsConsoleSignIn",
            address,
            agent,
            ",\"responseElements\":{\"SwitchRole\":\"Success\"}" + origin);
    }

    private string Call(string arn, int second, int place) => Record(
        arn, Context(), second, "s3.amazonaws.com", "ListBuckets", "AwsApiCall", Addresses[place], Agents[_random.Next(8) == 0 ? _random.Next(4) : place], "");

    private string Redacted(string arn, int places)
    {
        var second = _random.Next(-600, 8000);
        var address = _random.Next(3) == 0 ? Addresses[_random.Next(places)] : _random.Next(8) == 0 ? "192.0.2.99" : "AWS Internal";
        return Record(
            arn, Context(), second, "ec2.amazonaws.com", "DescribeInstances", "AwsApiCall", address, "AWS Internal", ",\"sessionCredentialFromConsole\":\"true\"");
    }

    private string Context() =>
        $$""","sessionContext":{"attributes":{"creationDate":"2023-07-10T12:00:00Z"}{{(_random.Next(8) == 0 ? $",\"signInSessionArn\":\"arn:aws:signin:::{_random.Next(2)}\"" : "")}}}""";

    private string Record(
        string arn, string context, int second, string source, string name, string type, string address, string agent, string more)
    {
        // Rounded now and then, so that events meet in one second.
        var time = Start.AddSeconds(_random.Next(3) == 0 ? second / 600 * 600 : second).ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var written = _random.Next(20) == 0 && source[0] == 'e' ? "?" : time;
        return "{\"userIdentity\":{\"arn\":\"" + arn + "\"" + context + "},"
            + $"\"eventTime\":\"{written}\",\"eventSource\":\"{source}\",\"eventName\":\"{name}\",\"eventType\":\"{type}\","
            + $"\"eventID\":\"e{_events++}\",\"awsRegion\":\"eu-west-1\",\"sourceIPAddress\":\"{address}\",\"userAgent\":\"{agent}\"{more}"
            + "}";
    }
}
