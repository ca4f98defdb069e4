using CloudTrailEnricher.Lambda.Tests.Hosts;

namespace CloudTrailEnricher.Lambda.Tests;

/// <summary>Batches of the queue, and what is none: both hosts answer the same.</summary>
public sealed class EnrichEventTests
{
    private const string NoneFailed = """{"batchItemFailures":[]}""";
    private const string Remedy = "sam local generate-event sqs receive-message prints one";

    private static readonly string Good = Samples.Notification(Samples.Record(Samples.Key("good")));

    public static TheoryData<string> SampleEvents => new(Samples.EventNames);

    public static TheoryData<string, string> Bodies => new()
    {
        { "S3 notification", Good },
        { "EventBridge", Samples.EventBridge(Samples.Key("good")) },
        { "SNS message", Samples.Sns(Good) },
        { "SNS message, trail's own", Samples.Sns(Samples.TrailMessage(Samples.Key("good"))) },
        { "SQS event within a message", Samples.SqsBatch(("m1", Good)) },
    };

    public static TheoryData<string> PoisonMessages => new(
        "", "no event", "{}", "null", "[]", """{"Records":[{}]}""", Samples.Notification(Samples.Record(Samples.Key("gone"))),
        Samples.Notification(Samples.Record(Samples.Key("good")), "null"), Samples.Notification(Samples.Record("100%")));

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_message_in_any_form_leads_to_a_copy(string kind, string body)
    {
        using var enrich = new BothHosts("EnrichFunction", Upload);
        Assert.True(new Answer(NoneFailed) == await enrich.InvokeAsync(Samples.SqsBatch(("m1", body))), kind);
        Assert.Equal(new() { ["enriched/" + Samples.Key("good")] = Samples.PlainFile }, enrich.Copies());
    }

    [Theory]
    [MemberData(nameof(SampleEvents))]
    public async Task A_sample_event_leads_to_a_copy(string name)
    {
        using var enrich = new BothHosts("EnrichFunction", aws => aws.Time.SetUtcNow(MemoryAws.AfterAllSamples));
        Assert.Equal(new Answer(NoneFailed), await enrich.InvokeAsync(Samples.SqsBatch(("m1", Samples.Event(name)))));
        Assert.Single(enrich.Copies());
    }

    [Theory]
    [MemberData(nameof(PoisonMessages))]
    public async Task A_poison_message_among_ten_fails_alone(string poison)
    {
        using var enrich = new BothHosts("EnrichFunction", Upload);
        var messages = Enumerable.Range(0, 10).Select(at => ($"m{at}", at == 4 ? poison : Good));
        Assert.Equal(
            new Answer("""{"batchItemFailures":[{"itemIdentifier":"m4"}]}"""), await enrich.InvokeAsync(Samples.SqsBatch(messages)));
        Assert.Equal(new() { ["enriched/" + Samples.Key("good")] = Samples.PlainFile }, enrich.Copies());
    }

    [Theory]
    [InlineData("s3:TestEvent", """{"Service":"Amazon S3","Event":"s3:TestEvent"}""")]
    [InlineData("a trail's set-up", "CloudTrail validation message.")]
    public Task What_announces_nothing_is_acknowledged(string kind, string body) => AcknowledgedAsync(kind, body);

    [Fact]
    public Task Messages_of_other_services_on_a_shared_topic_are_acknowledged() =>
        AcknowledgedAsync("AWS Config", Samples.Sns(Samples.ConfigMessage));

    [Theory]
    [InlineData("{}", "no \"Records\"")]
    [InlineData("null", "no \"Records\"")]
    [InlineData("[]", "no \"Records\"")]
    [InlineData("""{"Records":{}}""", "no \"Records\"")]
    [InlineData("""{"Records":[{"body":"{}"}]}""", "a record without messageId")]
    [InlineData("""{"Records":[null]}""", "a record without messageId")]
    public async Task What_is_no_batch_is_refused_with_a_remedy(string payload, string why)
    {
        using var enrich = new BothHosts("EnrichFunction");
        Assert.Equal(new Answer(null, "FormatException", $"not an SQS event ({why}); {Remedy}"), await enrich.InvokeAsync(payload));
    }

    [Fact]
    public async Task A_message_without_a_body_fails_alone()
    {
        using var enrich = new BothHosts("EnrichFunction", Upload);
        var batch = Samples.SqsBatch(("m1", Good), ("m2", "x")).Replace("\"body\":\"x\"", "\"body\":null", StringComparison.Ordinal);
        Assert.Equal(new Answer("""{"batchItemFailures":[{"itemIdentifier":"m2"}]}"""), await enrich.InvokeAsync(batch));
    }

    [Fact]
    public async Task A_message_of_several_objects_comes_back_when_any_but_the_last_fails()
    {
        using var enrich = new BothHosts("EnrichFunction", Upload);
        var body = Samples.Notification(Samples.Record(Samples.Key("gone")), Samples.Record(Samples.Key("good")));
        Assert.Equal(
            new Answer("""{"batchItemFailures":[{"itemIdentifier":"m1"}]}"""), await enrich.InvokeAsync(Samples.SqsBatch(("m1", body))));
        Assert.Equal(new() { ["enriched/" + Samples.Key("good")] = Samples.PlainFile }, enrich.Copies());
    }

    private static void Upload(MemoryAws aws) => aws.Upload(Samples.Key("good"), Samples.PlainFile);

    private static async Task AcknowledgedAsync(string kind, string body)
    {
        using var enrich = new BothHosts("EnrichFunction");
        Assert.True(new Answer(NoneFailed) == await enrich.InvokeAsync(Samples.SqsBatch(("m1", body))), kind);
        Assert.Empty(enrich.Copies());
    }
}
