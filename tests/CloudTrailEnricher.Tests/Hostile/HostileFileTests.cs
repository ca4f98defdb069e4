using System.Text;
using System.Text.Json;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Tests.Passes;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Hostile;

/// <summary>
/// Files that somebody made to do harm: each is refused by name or handled, in bounded memory, and its neighbour is unharmed.
/// </summary>
public sealed class HostileFileTests
{
    private const int Megabyte = 1 << 20;

    private readonly LocalDeployment _deployment = new();

    [Fact]
    public async Task A_zip_bomb_is_refused()
    {
        // One megabyte of blanks, as many times over as it takes: gzip files may be chained.
        var bomb = Repeat(Gzip(new string(' ', Megabyte)), 513);
        Assert.InRange(bomb.Length, 0, 2 * Megabyte);
        await RefusedAsync(bomb, "byte 536870912 of the text: the text is longer than the limit of 536870912 bytes", mostAllocated: 1);
    }

    [Fact]
    public async Task A_bomb_of_one_gzip_member_is_refused()
    {
        var bomb = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(bomb, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("""{"Records":[{"a":" """u8);
            for (var megabyte = 0; megabyte < 64; megabyte++)
            {
                gzip.Write(new byte[Megabyte]);
            }
        }

        await RefusedAsync(
            bomb.ToArray(), "byte 12 of the text: a record longer than the limit of 16777216 bytes begins here", mostAllocated: 48);
    }

    [Theory]
    [InlineData("""{"Records":[{"a":""")]
    [InlineData("""{"a":""")]
    [InlineData("""{"Records":[""")]
    public async Task JSON_a_million_levels_deep_is_refused(string start) =>
        await RefusedAsync(Utf8(start + new string('[', 1_000_000)), "nesting deeper than the limit of 512", mostAllocated: 4);

    [Fact]
    public void A_message_a_million_levels_deep_is_refused()
    {
        var message = """{"Records":[{"s3":{"bucket":{"name":"trail"},"object":{"key":"x"}},"a":""" + new string('[', 1_000_000);
        Assert.Throws<FormatException>(() => EnrichMessage.Parse(message, force: false));
    }

    [Fact]
    public async Task A_record_of_100_MB_is_refused()
    {
        var record = Repeat(Gzip(new string('x', Megabyte)), 100);
        await RefusedAsync(
            [.. Gzip("""{"Records":[{"a":" """), .. record, .. Gzip("\"}]}")],
            "a record longer than the limit of 16777216 bytes begins here",
            mostAllocated: 48);
    }

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("0", 1)]
    [InlineData("\"AWS Internal\"", 1)]
    [InlineData("{\"userAgent\":\"AWS Internal\"}", 64)]
    public async Task A_million_tiny_records_are_copied_as_they_are(string record, int mostAllocated)
    {
        var text = $$"""{"Records":[{{string.Join(',', Enumerable.Repeat(record, 1_000_000))}}]}""";
        var file = _deployment.Upload(text);
        await HandledAsync(file);
        Assert.True(text == _deployment.CopyOf(file));
        Assert.InRange(AllocatedByReading(Utf8(text)), 0, (long)mostAllocated * Megabyte);
    }

    [Theory]
    [InlineData("sessions")]
    [InlineData("sign-ins")]
    public async Task More_sessions_than_any_real_file_has_are_refused(string what)
    {
        var text = new StringBuilder("""{"Records":[""");
        for (var session = 0; session <= ReadLimits.Default.Findings; session++)
        {
            text.Append(session == 0 ? "" : ",").Append(
                what == "sessions" ? Redacted(arn: $"{Arn}{session}") : SwitchRole(eventId: $"s{session}"));
        }

        // Half of it is what the code allocates before the JIT has optimised it.
        await RefusedAsync(
            Utf8(text.Append("]}").ToString()), "more than 20000 sessions or pieces of evidence in one file", mostAllocated: 80);
    }

    [Fact]
    public void A_hundred_thousand_calls_of_one_browser_are_one_piece_of_evidence()
    {
        var text = Utf8(File([.. Enumerable.Range(0, 100_000).Select(n => Sibling("2022-03-17T02:00:00Z", eventId: $"b-{n:D6}"))]));
        Assert.Equal("b-000000", Assert.Single(Scan(text).Evidence).EventId);
    }

    [Theory]
    [InlineData("}]}")]
    [InlineData("}],\\\"Records\\\":[{")]
    [InlineData("\\\\\\\"}]}")]
    [InlineData("\\\\")]
    [InlineData("{[{[\\\"")]
    [InlineData(",\\\"userAgent\\\":\\\"AWS Internal\\\",\\\"sourceIPAddress\\\":\\\"AWS Internal\\\"}")]
    public async Task A_string_that_imitates_the_end_of_a_record_ends_nothing(string inside)
    {
        var first = $$"""{"x":"{{inside}}"}""";
        var second = Redacted(more: $",\"y\":\"{inside}\"");
        var file = _deployment.Upload(File(first, second, SwitchRole(), first));
        await HandledAsync(file);

        var records = Records(file);
        Assert.Equal(4, records.Length);
        Assert.Equal((first, first), (records[0].GetRawText(), records[3].GetRawText()));
        Assert.Equal(
            (Address, Agent, Decoded(inside)), (Text(records[1], "sourceIPAddress"), Text(records[1], "userAgent"), Text(records[1], "y")));
    }

    [Theory]
    [InlineData("\\\"}],\\\"Records\\\":[{\\\"a\\\":\\\"")]
    [InlineData("\\u0000\\u0001\\n\\r\\t\\b\\f\\u001f\\u007f")]
    [InlineData("\\\\")]
    [InlineData("\\u2028\\u2029\\ud83d\\ude00 é")]
    [InlineData("<script>alert(1)</script>${jndi:ldap://x}")]
    public async Task An_agent_of_quotes_and_control_characters_is_recovered_as_it_was(string agent)
    {
        var file = _deployment.Upload(File(Redacted(), SwitchRole(agent: "Mozilla/5.0 " + agent)));
        await HandledAsync(file);

        var records = Records(file);
        Assert.Equal((2, Decoded("Mozilla/5.0 " + agent)), (records.Length, Text(records[0], "userAgent")));
    }

    [Theory]
    [InlineData("Mozilla/5.0 \\ud800")]
    [InlineData("Mozilla/5.0 \\udc00\\ud800")]
    public async Task An_agent_with_a_lone_surrogate_is_no_evidence_but_its_address_is(string agent)
    {
        var file = _deployment.Upload(File(Redacted(), SwitchRole(agent: agent)));
        await HandledAsync(file);

        var record = Records(file)[0];
        Assert.Equal((Address, "AWS Internal"), (Text(record, "sourceIPAddress"), Text(record, "userAgent")));
    }

    [Fact]
    public async Task An_agent_longer_than_CloudTrail_writes_is_no_evidence()
    {
        var file = _deployment.Upload(File(Redacted(), SwitchRole(agent: new string('x', 10 * Megabyte))));
        await HandledAsync(file);

        Assert.Equal("AWS Internal", Text(Records(file)[0], "userAgent"));
    }

    [Fact]
    public async Task A_sign_in_below_another_accounts_folder_is_no_evidence()
    {
        var file = _deployment.Upload(File(Redacted()));
        await _deployment.IndexAsync(_deployment.Upload(File(SwitchRole()), account: "210987654321"));
        await HandledAsync(file);

        Assert.Contains("\"match\":\"none\"", _deployment.CopyOf(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("210987654321", Arn)]
    [InlineData(Account, "arn:aws:sts::210987654321:assumed-role/user01/user01")]
    public async Task A_sign_in_that_speaks_for_another_account_is_no_evidence(string recipient, string arn)
    {
        var file = _deployment.Upload(File(Redacted(arn: arn), SwitchRole(arn: arn, account: recipient)));
        await HandledAsync(file);

        Assert.Contains("\"match\":\"none\"", _deployment.CopyOf(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_accounts_are_anonymised_they_need_not_match()
    {
        var deployment = new LocalDeployment(new PassOptions { RequireMatchingAccount = false });
        var file = deployment.Upload(File(Redacted()));
        await deployment.IndexAsync(deployment.Upload(File(SwitchRole(account: "210987654321")), account: "111122223333"), file);
        await deployment.DrainAsync();

        Assert.Contains(Address, deployment.CopyOf(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host.example.com")]
    [InlineData("203.0.113.1.example.com")]
    [InlineData("203.0.113.1, 10.0.0.1")]
    [InlineData("::1%eth0")]
    [InlineData("1")]
    public async Task A_sign_in_from_a_host_name_gives_its_agent_alone(string address)
    {
        var file = _deployment.Upload(File(Redacted(), SwitchRole(address: address)));
        await HandledAsync(file);

        var record = Records(file)[0];
        Assert.Equal(("AWS Internal", Agent), (Text(record, "sourceIPAddress"), Text(record, "userAgent")));
    }

    /// <summary>Both passes refuse the file by name, in bounded memory; the file that came with it gets its copy.</summary>
    private async Task RefusedAsync(byte[] content, string reason, int mostAllocated)
    {
        var hostile = _deployment.Upload(content);
        var good = _deployment.Upload(File(Redacted(), SwitchRole()));

        var error = await Assert.ThrowsAsync<IOException>(() => _deployment.IndexAsync(hostile, good));
        var refused = await Assert.ThrowsAsync<LogFileException>(
            () => _deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(hostile))));
        await _deployment.DrainAsync();

        Assert.StartsWith($"index: 1 of 2 objects failed: {hostile}: byte ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Null(_deployment.CopyOf(hostile));
        Assert.Contains(Address, _deployment.CopyOf(good), StringComparison.Ordinal);
        Assert.InRange(AllocatedByReading(content), 0, (long)mostAllocated * Megabyte);
    }

    /// <summary>The file goes through both passes, whatever time that takes.</summary>
    private async Task HandledAsync(LogObject file)
    {
        await _deployment.IndexAsync(file);
        Assert.Empty(await _deployment.DrainAsync());
        _deployment.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Empty(await _deployment.DrainAsync());
    }

    /// <summary>What reading the file once allocates, on this thread: an upper bound of the memory that it can take.</summary>
    private static long AllocatedByReading(byte[] content)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            _ = Scan(content);
        }
        catch (LogFileException)
        {
            // Refused, as it should be.
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static LogFileScan Scan(byte[] content)
    {
        using var text = LogText.Read("hostile", content, ReadLimits.Default);
        return LogFileScan.Run("hostile", text, ReadLimits.Default, account: null);
    }

    private JsonElement[] Records(LogObject file)
    {
        using var document = JsonDocument.Parse(_deployment.CopyOf(file)!);
        return [.. document.RootElement.GetProperty("Records").EnumerateArray().Select(record => record.Clone())];
    }

    private static string? Text(JsonElement record, string name) => record.GetProperty(name).GetString();

    private static string? Decoded(string json) => JsonSerializer.Deserialize<string>($"\"{json}\"");

    private static byte[] Repeat(byte[] bytes, int times)
    {
        var repeated = new byte[bytes.Length * times];
        for (var time = 0; time < times; time++)
        {
            bytes.CopyTo(repeated, time * bytes.Length);
        }

        return repeated;
    }
}
