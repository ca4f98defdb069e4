namespace CloudTrailEnricher.Tests.Oracle;

/// <summary>
/// Random log files with few principals, times and addresses, so that sessions meet; in random order of fields, with random nesting,
/// escapes, Unicode, numbers, duplicate keys and white space.
/// </summary>
internal sealed partial class RandomDocument : RandomJson
{
    private const string Root = "arn:aws:iam::123456789012:root";
    private const string Login = "2023-07-10T12:27:45Z";

    private static readonly string[] Arns = [Root, Root, Root, "arn:aws:sts::123456789012:assumed-role/r/é \"x\"", "not an arn"];
    private static readonly string[] EventTimes =
    [
        Login, Login, Login, "2023-07-10T12:27:46Z", "2023-07-10T12:28:00Z", "2023-07-10T12:29:59Z", "2023-07-10T12:30:00Z", "2023-07-10T12:41:00Z",
        "2023-07-10T13:27:45Z", "2023-07-10 12:27:45.000000000", "?",
    ];

    private static readonly string[] Times = [Login, Login, Login, Login, "2023-07-10T12:27:46Z", "2023-07-10 12:27:45.000000000", "?"];
    private static readonly string[] Addresses =
        [
            "AWS Internal",
            "AWS Internal",
            "AWS Internal",
            "AWS Internal/7",
            "192.0.2.1",
            "192.0.2.1",
            "192.0.2.2",
            "2001:db8::1",
            "2001:DB8:0::1",
        ];

    private static readonly string[] OddAddresses =
        [
            "AWS Internal/",
            "kms.amazonaws.com",
            "127.0.0.1",
            "169.254.1.1",
            "0.0.0.0",
            "224.0.0.1",
            "::1",
            "fe80::1",
            "ff02::1",
            "::ffff:127.0.0.1",
        ];

    private static readonly string[] Agents =
        [
            "AWS Internal",
            "AWS Internal",
            "AWS Internal",
            "AWS Internal/12",
            "Mozilla/5.0 (1)",
            "[Mozilla/5.0 (1)]",
            "Mozilla/5.0 \"2\"",
            "aws-cli/2",
        ];

    private static readonly string[] OddAgents =
    [
        "", "[AWS Internal]", "x for signin.amazonaws.com", "signin.amazonaws.com", "[signin.amazonaws.com]", "signin.amazonaws.com.cn",
        "signin.amazonaws.eu", "signin.c2s.ic.gov", "signin.sc2s.sgov.gov", "signin.cloud.adc-e.uk", "signin.csp.hci.ic.gov",
    ];

    private static readonly string[] Names =
    [
        "ConsoleLogin", "SwitchRole", "GetSigninToken", "ListBuckets", "ListBuckets", "AssumeRole", "AuthorizeOAuth2Access", "CreateOAuth2Token",
    ];

    private static readonly string[] SignInNames =
    [
        "ConsoleLogin",
        "ConsoleLogin",
        "ConsoleLogin",
        "ConsoleLogin",
        "AuthorizeOAuth2Access",
    ];
    private static readonly string[] SignInTypes = ["AwsConsoleSignIn", "AwsConsoleSignIn", "AwsConsoleSignin", "AwsApiCall"];
    private static readonly string[] OtherTypes =
        ["AwsApiCall", "AwsApiCall", "AwsApiCall", "AwsServiceEvent", "AwsMcpEvent", "AwsVpceEvents", "awsapicall"];

    private static readonly string[] SignInSessions =
        ["arn:aws:signin:us-east-1:123456789012:s/1", "arn:aws:signin:us-east-1:123456789012:s/2", "not an arn"];

    /// <summary>How many of the records are of agents: few documents have many, so that these meet.</summary>
    private readonly double _agents;

    private RandomDocument(int seed)
        : base(seed) => _agents = Chance(0.2) ? 0.75 : 0.02;

    public static string Make(int seed)
    {
        var document = new RandomDocument(seed);
        document.Document();
        return document.Written;
    }

    private void Document()
    {
        var members = new List<(string, Action)> { ("Records", () => List(Number(12), Element)) };
        while (Chance(0.1))
        {
            members.Insert(Number(members.Count + 1), (Pick(["x", "records", "Recordss"]), () => Value(3)));
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
        else if (Chance(_agents))
        {
            AgentRecord();
        }
        else
        {
            Record();
        }
    }

    private void Record()
    {
        var isSignIn = Chance(0.35);
        var name = isSignIn && Chance(0.8) ? Pick(SignInNames) : Pick(Names);
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
        Add("eventType", 0.97, () => Text(Pick(isSignIn ? SignInTypes : OtherTypes)));
        Add("eventID", 0.97, () => Text("id-" + Number(4)));
        Add("awsRegion", 0.97, () => Text("eu-west-1"));
        Add("sourceIPAddress", 0.97, () => TextOrOther(Pick(Chance(0.1) ? OddAddresses : Addresses)));
        Add("userAgent", 0.97, () => TextOrOther(Pick(Chance(0.15) ? OddAgents : Agents)));
        Add("responseElements", 0.9, () => ResponseElements(name));
        Add(
            "sessionCredentialFromConsole",
            isSignIn ? 0.1 : 0.9,
            () => Raw(Pick(["\"true\"", "true", "\"True\"", "false", "null", "\"false\""])));
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
            members.Add(
                ("attributes", () => Object([("creationDate", () => TextOrOther(Pick(Times))), ("mfaAuthenticated", () => Text("true"))])));
        }

        if (Chance(0.05))
        {
            members.Add(("attributes", () => Value(1)));
        }

        if (Chance(0.15))
        {
            members.Add(("signInSessionArn", () => TextOrOther(Pick(SignInSessions))));
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
}
