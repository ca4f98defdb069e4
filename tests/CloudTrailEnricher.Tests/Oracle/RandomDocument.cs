using System.Text;
using System.Text.Json;

namespace CloudTrailEnricher.Tests.Oracle;

/// <summary>
/// Random log files with few principals, times and addresses, so that sessions meet; in random order of fields, with random nesting,
/// escapes, Unicode, numbers, duplicate keys and white space.
/// </summary>
internal sealed class RandomDocument
{
    private const string Root = "arn:aws:iam::123456789012:root";
    private const string Login = "2023-07-10T12:27:45Z";

    private static readonly string[] Arns = [Root, Root, Root, "arn:aws:sts::123456789012:assumed-role/r/é \"x\"", "not an arn"];
    private static readonly string[] EventTimes =
    [
        Login, Login, Login, "2023-07-10T12:27:46Z", "2023-07-10T12:28:00Z", "2023-07-10T12:29:59Z", "2023-07-10T12:30:00Z", "2023-07-10T12:41:00Z",
        "2023-07-10T13:27:45Z", "2023-07-10 12:27:45.000000000", "?",
    ];

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Times = [Login, Login, Login, Login, "2023-07-10T12:27:46Z", "2023-07-10 12:27:45.000000000", "?"];
    private static readonly string[] Addresses = ["AWS Internal", "AWS Internal", "AWS Internal", "AWS Internal/7", "192.0.2.1", "192.0.2.1", "2001:db8::1", "2001:DB8:0::1", "kms.amazonaws.com", "AWS Internal/",
        "192.0.2.2", "127.0.0.1", "169.254.1.1", "::1", "fe80::1", "ff02::1", "0.0.0.0", "224.0.0.1"];
    private static readonly string[] Agents = ["AWS Internal", "AWS Internal", "AWS Internal", "Mozilla/5.0 (1)", "[Mozilla/5.0 (1)]", "Mozilla/5.0 \"2\"", "aws-cli/2", "signin.amazonaws.com", "", "AWS Internal/12",
        "signin.amazonaws.com.cn", "signin.amazonaws.eu", "signin.c2s.ic.gov", "signin.sc2s.sgov.gov", "signin.cloud.adc-e.uk", "signin.csp.hci.ic.gov",
        "[signin.amazonaws.com]", "[AWS Internal]", "x (signin.amazonaws.com", "x for signin.amazonaws.com"];
    private static readonly string[] Names = ["ConsoleLogin", "SwitchRole", "GetSigninToken", "ListBuckets", "ListBuckets", "AssumeRole", "AuthorizeOAuth2Access", "CreateOAuth2Token"];
    private static readonly string[] Texts = ["", "a", "}]", "\"", "\\", "\\\"", "AWS Internal", "Mozilla", "ConsoleLogin", "é😀", "{\"Records\":[", "\t\n", "\u2028", "\u0001"];
    private static readonly string[] Numbers = ["0", "-1", "0.0", "243.0", "1.688560107857E9", "1e-3", "12345678901234567890"];

    private readonly Random _random;
    private readonly StringBuilder _text = new();
    private readonly bool _escapesSlashesOnly;

    private RandomDocument(int seed)
    {
        _random = new Random(seed);
        _escapesSlashesOnly = Chance(0.1);
    }

    public static string Make(int seed)
    {
        var document = new RandomDocument(seed);
        document.Document();
        return document._text.ToString();
    }

    private void Document()
    {
        var members = new List<(string, Action)> { ("Records", () => List(_random.Next(12), Element)) };
        while (Chance(0.1))
        {
            members.Insert(_random.Next(members.Count + 1), (Pick(["x", "records", "Recordss"]), () => Value(3)));
        }

        Space();
        Object(members);
        Space();
    }

    private void Element()
    {
        if (Chance(0.03))
        {
            Value(2);
        }
        else
        {
            Record();
        }
    }

    private void Record()
    {
        var isSignIn = Chance(0.35);
        var name = isSignIn && Chance(0.8) ? "ConsoleLogin" : Pick(Names);
        var members = new List<(string, Action)>();
        void Add(string member, double chance, Action value)
        {
            while (Chance(chance))
            {
                members.Add((member, value));
                chance = 0.04;
            }
        }

        Add("userIdentity", 0.95, () => Identity(isSignIn));
        Add("eventTime", 0.97, () => Text(Pick(EventTimes)));
        Add("eventSource", 0.97, () => Text(isSignIn ? Pick(["signin.amazonaws.com", "Signin.amazonaws.com"]) : "s3.amazonaws.com"));
        Add("eventName", 0.97, () => Text(name));
        Add("eventType", 0.97, () => Text(isSignIn ? Pick(["AwsConsoleSignIn", "AwsConsoleSignIn", "AwsConsoleSignin", "AwsApiCall"]) : Pick(["AwsApiCall", "AwsApiCall", "AwsApiCall", "AwsServiceEvent", "AwsMcpEvent", "AwsVpceEvents", "awsapicall"])));
        Add("eventID", 0.97, () => Text("id-" + _random.Next(4)));
        Add("awsRegion", 0.97, () => Text("eu-west-1"));
        Add("sourceIPAddress", 0.97, () => TextOrOther(Pick(Addresses)));
        Add("userAgent", 0.97, () => TextOrOther(Pick(Agents)));
        Add("responseElements", 0.9, () => ResponseElements(name));
        Add("sessionCredentialFromConsole", isSignIn ? 0.1 : 0.9, () => Raw(Pick(["\"true\"", "true", "\"True\"", "false", "null", "\"false\""])));
        Add("errorCode", 0.05, () => TextOrOther("AccessDenied"));
        Add("additionalEventData", 0.4, () => Object([("SwitchFrom", () => TextOrOther(Pick(Arns)))]));
        Add("vpcEndpointId", 0.05, () => TextOrOther("vpce-1"));
        Add("enrichment", 0.03, () => Value(2));
        Add("requestParameters", 0.6, () => Value(4));
        Add("x", 0.3, () => Value(4));
        Shuffle(members);
        Object(members);
    }

    private void Identity(bool isSignIn)
    {
        if (Chance(0.03))
        {
            Value(1);
            return;
        }

        var members = new List<(string, Action)> { ("arn", () => TextOrOther(Pick(Arns))) };
        if (Chance(isSignIn ? 0.3 : 0.95))
        {
            members.Add(("sessionContext", SessionContext));
        }

        if (Chance(0.08))
        {
            members.Add(("invokedBy", () => Raw(Pick(["\"AWS Internal\"", "null"]))));
        }

        if (Chance(0.04))
        {
            members.Add(("invokedByDelegate", () => Raw(Pick(["{\"accountId\":\"123456789012\"}", "{ }", "null"]))));
        }

        if (Chance(0.05))
        {
            members.Add(("arn", () => Text(Pick(Arns))));
        }

        Shuffle(members);
        Object(members);
    }

    private void SessionContext()
    {
        var members = new List<(string, Action)>();
        if (Chance(0.97))
        {
            members.Add(("attributes", () => Object([("creationDate", () => TextOrOther(Pick(Times))), ("mfaAuthenticated", () => Text("true"))])));
        }

        if (Chance(0.05))
        {
            members.Add(("attributes", () => Value(1)));
        }

        if (Chance(0.15))
        {
            members.Add(("signInSessionArn", () => TextOrOther(Pick(["arn:aws:signin:us-east-1:123456789012:s/1", "arn:aws:signin:us-east-1:123456789012:s/2", "not an arn"]))));
        }

        Shuffle(members);
        Object(members);
    }

    private void ResponseElements(string name)
    {
        if (Chance(0.1))
        {
            Value(2);
        }
        else
        {
            Object([(name, () => Text(Pick(["Success", "Success", "Failure"])))]);
        }
    }

    private void Value(int depth)
    {
        switch (_random.Next(depth > 0 ? 6 : 4))
        {
            case 0:
                Text(Pick(Texts));
                break;
            case 1:
                Raw(Pick(Numbers));
                break;
            case 2:
                Raw(Pick(["true", "false", "null"]));
                break;
            case 3:
                Text(Pick(Agents));
                break;
            case 4:
                List(_random.Next(4), () => Value(depth - 1));
                break;
            default:
                Object([.. Enumerable.Range(0, _random.Next(4)).Select(_ => (Pick(["a", "sourceIPAddress", "userAgent", "Records", "é"]), (Action)(() => Value(depth - 1))))]);
                break;
        }
    }

    private void TextOrOther(string text)
    {
        if (Chance(0.03))
        {
            Value(2);
        }
        else
        {
            Text(text);
        }
    }

    /// <summary>A string in which any letter may be written as an escape.</summary>
    private void Text(string text)
    {
        if (_escapesSlashesOnly)
        {
            Raw(JsonSerializer.Serialize(text, Relaxed).Replace("/", "\\/", StringComparison.Ordinal));
            return;
        }

        if (!Chance(0.2))
        {
            Raw(JsonSerializer.Serialize(text));
            return;
        }

        _text.Append('"');
        foreach (var letter in text)
        {
            if (letter < ' ' || Chance(0.15) || char.IsSurrogate(letter))
            {
                _text.Append("\\u").Append(((int)letter).ToString(Chance(0.5) ? "x4" : "X4"));
            }
            else
            {
                _text.Append(letter switch { '"' => "\\\"", '\\' => "\\\\", '/' when Chance(0.5) => "\\/", _ => letter.ToString() });
            }
        }

        _text.Append('"');
    }

    private void Object(IReadOnlyList<(string Name, Action Value)> members)
    {
        _text.Append('{');
        Space();
        for (var at = 0; at < members.Count; at++)
        {
            _text.Append(at == 0 ? "" : ",");
            Space();
            Text(members[at].Name);
            Space();
            _text.Append(':');
            Space();
            members[at].Value();
            Space();
        }

        _text.Append('}');
    }

    private void List(int count, Action element)
    {
        _text.Append('[');
        Space();
        for (var at = 0; at < count; at++)
        {
            _text.Append(at == 0 ? "" : ",");
            Space();
            element();
            Space();
        }

        _text.Append(']');
    }

    private void Raw(string text) => _text.Append(text);

    private void Space()
    {
        while (Chance(0.08))
        {
            _text.Append(Pick([" ", "\n", "\t", "\r\n", new string(' ', 70)]));
        }
    }

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private string Pick(string[] choices) => choices[_random.Next(choices.Length)];

    private void Shuffle<T>(List<T> items)
    {
        for (var at = items.Count - 1; at > 0; at--)
        {
            var other = _random.Next(at + 1);
            (items[at], items[other]) = (items[other], items[at]);
        }
    }
}
