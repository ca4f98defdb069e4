using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudTrailEnricher.Benchmarks;

/// <summary>
/// A made-up log file of the size, order of fields, nesting and burstiness of real ones, with a given share of redacted records,
/// and the sessions that resolve all but one in twenty of these.
/// </summary>
internal sealed class Trail
{
    private const string Account = "123456789012";
    private const string Region = "eu-west-1";
    private const string BrowserAgent =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36";

    private static readonly string[] Agents =
    [
        "Boto3/1.37.8 md/Botocore#1.37.8 ua/2.0 os/linux#6.1.127 md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython " +
        "cfg/retry-mode#legacy Botocore/1.37.8",
        "aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.23.6 md/GOOS#linux md/GOARCH#arm64 api/ec2#1.206.0 m/E",
        "aws-sdk-java/2.30.36 md/io#sync md/http#Apache ua/2.1 os/Linux#5.10.234 lang/java#17.0.14 " +
        "md/OpenJDK_64-Bit_Server_VM#17.0.14+7-LTS cfg/auth-source#imds m/D,N",
        "APN/1.0 HashiCorp/1.0 Terraform/1.11.1 (+https://www.terraform.io) terraform-provider-aws/5.90.0 aws-sdk-go-v2/1.36.3",
    ];

    private static readonly JsonWriterOptions Minified = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Random _random;
    private readonly List<Principal> _people;
    private readonly List<Principal> _strangers;
    private readonly List<Principal> _programs;
    private readonly List<string> _instances;

    private Trail(int seed, int records)
    {
        _random = new Random(seed);
        _people = [.. Enumerable.Range(0, Math.Clamp(records / 60, 2, 150)).Select(_ => Person())];
        _strangers = [.. Enumerable.Range(0, Math.Max(1, _people.Count / 10)).Select(_ => Person())];
        _programs = [.. Enumerable.Range(0, Math.Clamp(records / 40, 2, 250)).Select(_ => Program())];
        _instances = [.. Enumerable.Range(0, 200).Select(_ => $"i-{Hex(17)}")];
    }

    /// <summary>Writes a log file and the file of its sessions.</summary>
    public static void Write(string path, string sessionsPath, int records, double redacted)
    {
        var trail = new Trail(seed: records, records);
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Optimal))
        {
            gzip.Write(trail.Text(records, redacted));
        }

        File.WriteAllBytes(sessionsPath, trail.Sessions());
    }

    /// <summary>The length of a log file's text in bytes.</summary>
    public static long Length(int records, double redacted) => new Trail(seed: records, records).Text(records, redacted).Length;

    private byte[] Text(int records, double redacted)
    {
        var text = new MemoryStream();
        text.Write("{\"Records\":["u8);
        Principal person = Pick(_people), program = Pick(_programs);
        for (var at = 0; at < records; at++)
        {
            if (at > 0)
            {
                text.WriteByte((byte)',');
            }

            // Real trails are bursty: a page of the console, a paginator, a deployment.
            person = _random.Next(12) == 0 ? Pick(_people) : person;
            program = _random.Next(8) == 0 ? Pick(_programs) : program;
            var isRedacted = _random.NextDouble() < redacted;
            var who = isRedacted ? (_random.Next(20) == 0 ? Pick(_strangers) : person) : program;
            WriteRecord(text, who, isRedacted, $"2026-03-14T09:{15 + (at * 5 / records):00}:{at % 60:00}Z");
        }

        text.Write("]}"u8);
        return text.ToArray();
    }

    private void WriteRecord(MemoryStream text, Principal who, bool redacted, string time)
    {
        using var json = new Utf8JsonWriter(text, Minified);
        var (source, name, isRead) = _random.Next(6) switch
        {
            0 => ("ec2.amazonaws.com", "DescribeInstances", true),
            1 => ("kms.amazonaws.com", "Decrypt", true),
            2 => ("sts.amazonaws.com", "AssumeRole", true),
            3 => ("logs.amazonaws.com", "CreateLogStream", false),
            4 => ("dynamodb.amazonaws.com", "DescribeTable", true),
            _ => ("s3.amazonaws.com", "GetObject", true),
        };
        json.WriteStartObject();
        json.WriteString("eventVersion", "1.11");
        WriteIdentity(json, who);
        json.WriteString("eventTime", time);
        json.WriteString("eventSource", source);
        json.WriteString("eventName", name);
        json.WriteString("awsRegion", Region);
        json.WriteString("sourceIPAddress", redacted ? "AWS Internal" : who.Address);
        json.WriteString("userAgent", redacted ? "AWS Internal" : who.Agent);
        WriteParameters(json, name);
        json.WriteString("requestID", Guid());
        json.WriteString("eventID", Guid());
        json.WriteBoolean("readOnly", isRead);
        json.WriteStartArray("resources");
        json.WriteStartObject();
        json.WriteString("accountId", Account);
        json.WriteString("type", "AWS::KMS::Key");
        json.WriteString("ARN", $"arn:aws:kms:{Region}:{Account}:key/00000000-0000-4000-8000-{_random.Next(8):000000000000}");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("eventType", "AwsApiCall");
        json.WriteBoolean("managementEvent", true);
        json.WriteString("recipientAccountId", Account);
        json.WriteString("eventCategory", "Management");
        if (redacted)
        {
            json.WriteString("sessionCredentialFromConsole", "true");
        }
        else
        {
            json.WriteStartObject("tlsDetails");
            json.WriteString("tlsVersion", "TLSv1.3");
            json.WriteString("cipherSuite", "TLS_AES_128_GCM_SHA256");
            json.WriteString("clientProvidedHostHeader", $"{source.Split('.')[0]}.{Region}.amazonaws.com");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteIdentity(Utf8JsonWriter json, Principal who)
    {
        json.WriteStartObject("userIdentity");
        json.WriteString("type", "AssumedRole");
        json.WriteString("principalId", $"{who.RoleId}:{who.Session}");
        json.WriteString("arn", who.Arn);
        json.WriteString("accountId", Account);
        json.WriteString("accessKeyId", who.AccessKey);
        json.WriteStartObject("sessionContext");
        json.WriteStartObject("sessionIssuer");
        json.WriteString("type", "Role");
        json.WriteString("principalId", who.RoleId);
        json.WriteString("arn", $"arn:aws:iam::{Account}:role/{who.Role}");
        json.WriteString("accountId", Account);
        json.WriteString("userName", who.Role);
        json.WriteEndObject();
        json.WriteStartObject("attributes");
        json.WriteString("creationDate", who.Created);
        json.WriteString("mfaAuthenticated", "false");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteParameters(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject("requestParameters");
        switch (name)
        {
            case "DescribeInstances":
                json.WriteStartObject("instancesSet");
                json.WriteStartArray("items");
                for (var count = _random.Next(1, 8); count > 0; count--)
                {
                    json.WriteStartObject();
                    json.WriteString("instanceId", Pick(_instances));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case "GetObject":
                json.WriteString("bucketName", "data-lake-example");
                json.WriteString("Host", $"data-lake-example.s3.{Region}.amazonaws.com");
                json.WriteString(
                    "key", $"raw/events/year=2026/month=03/day=14/hour=09/part-{_random.Next(100_000):00000}-c000.snappy.parquet");
                break;
            case "AssumeRole":
                json.WriteString("roleArn", $"arn:aws:iam::{Account}:role/{Pick(_programs).Role}");
                json.WriteString("roleSessionName", $"session-{_random.Next(1000)}");
                json.WriteNumber("durationSeconds", 3600);
                json.WriteString(
                    "policy", "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}");
                break;
            default:
                json.WriteString("encryptionAlgorithm", "SYMMETRIC_DEFAULT");
                json.WriteStartObject("encryptionContext");
                json.WriteString("aws:s3:arn", $"arn:aws:s3:::data-lake-example/raw/{Hex(8)}");
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
        json.WriteNull("responseElements");
        if (name == "GetObject")
        {
            json.WriteStartObject("additionalEventData");
            json.WriteString("SignatureVersion", "SigV4");
            json.WriteString("CipherSuite", "TLS_AES_128_GCM_SHA256");
            json.WriteNumber("bytesTransferredIn", 0);
            json.WriteString("x-amz-id-2", Convert.ToBase64String(RandomBytes(56)));
            json.WriteNumber("bytesTransferredOut", _random.Next(100_000));
            json.WriteEndObject();
        }
    }

    private byte[] Sessions()
    {
        var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, Minified))
        {
            json.WriteStartObject();
            foreach (var person in _people)
            {
                json.WriteStartObject($"{person.Arn}|{person.Created}");
                json.WriteString("arn", person.Arn);
                json.WriteString("creationDate", person.Created);
                json.WriteString("sourceIPAddress", person.Address);
                json.WriteString("userAgent", person.Agent);
                json.WriteStartObject("evidence");
                json.WriteString("eventName", "ConsoleLogin");
                json.WriteString("eventID", person.SignInId);
                json.WriteString("eventTime", person.Created);
                json.WriteString("awsRegion", "us-east-1");
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return text.ToArray();
    }

    private Principal Person()
    {
        var role = $"AWSReservedSSO_AdministratorAccess_{Hex(16)}";
        var name = $"user{_random.Next(500)}@example.com";
        return new Principal(
            role,
            name,
            $"AROAEXAMPLE{Letters(10)}",
            $"ASIAEXAMPLE{Letters(9)}",
            Created(),
            $"203.0.113.{_random.Next(256)}",
            BrowserAgent,
            Guid());
    }

    private Principal Program() => new(
        $"service-{_random.Next(80)}-prod", $"i-{Hex(17)}", $"AROAEXAMPLE{Letters(10)}", $"ASIAEXAMPLE{Letters(9)}", Created(), $"10.0.{_random.Next(256)}.{_random.Next(256)}", Pick(Agents), Guid());

    private string Created() => $"2026-03-14T{_random.Next(6, 9):00}:{_random.Next(60):00}:{_random.Next(60):00}Z";

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    private byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Guid() => new Guid(RandomBytes(16)).ToString();

    private string Hex(int length) => Convert.ToHexStringLower(RandomBytes((length + 1) / 2))[..length];

    private string Letters(int length) =>
        new StringBuilder(length).Append(_random.GetItems<char>("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length)).ToString();

    private sealed record Principal(
        string Role, string Session, string RoleId, string AccessKey, string Created, string Address, string Agent, string SignInId)
    {
        public string Arn => $"arn:aws:sts::{Account}:assumed-role/{Role}/{Session}";
    }
}
