using CloudTrailEnricher.Json;

namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// One CloudTrail record: its text, and the positions of the members that the rules ask for
/// (CloudTrail manual, "CloudTrail record contents").
/// </summary>
internal ref struct Record
{
    /// <summary>The record from brace to brace.</summary>
    public ReadOnlySpan<byte> Text;

    public JsonSlice EventTime;
    public JsonSlice EventSource;
    public JsonSlice EventName;
    public JsonSlice EventType;
    public JsonSlice EventId;
    public JsonSlice RequestId;
    public JsonSlice AwsRegion;
    public JsonSlice SourceIPAddress;
    public JsonSlice UserAgent;
    public JsonSlice RecipientAccountId;
    public JsonSlice ErrorCode;
    public JsonSlice VpcEndpointId;
    public JsonSlice SessionCredentialFromConsole;

    /// <summary><c>userIdentity.arn</c></summary>
    public JsonSlice PrincipalArn;

    /// <summary><c>userIdentity.invokedBy</c></summary>
    public JsonSlice InvokedBy;

    /// <summary><c>userIdentity.sessionContext.attributes.creationDate</c></summary>
    public JsonSlice CreationDate;

    /// <summary><c>userIdentity.invokedByDelegate</c></summary>
    public JsonSlice InvokedByDelegate;

    /// <summary><c>userIdentity.sessionContext.signInSessionArn</c></summary>
    public JsonSlice SignInSessionArn;

    /// <summary><c>responseElements</c>, of which the rules ask for a member.</summary>
    public JsonSlice ResponseElements;

    /// <summary><c>additionalEventData</c>, of which the rules ask for a member.</summary>
    public JsonSlice AdditionalEventData;

    /// <summary><c>enrichment</c>: the record was enriched before.</summary>
    public JsonSlice Enrichment;
}
