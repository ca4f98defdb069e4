using CloudTrailEnricher.Json;

namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// One CloudTrail record: its text, and where in it the members stand that the rules ask for
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
    public JsonSlice AwsRegion;
    public JsonSlice SourceIPAddress;
    public JsonSlice UserAgent;
    public JsonSlice RecipientAccountId;
    public JsonSlice VpcEndpointId;
    public JsonSlice SessionCredentialFromConsole;

    /// <summary><c>userIdentity.arn</c></summary>
    public JsonSlice PrincipalArn;

    /// <summary><c>userIdentity.invokedBy</c></summary>
    public JsonSlice InvokedBy;

    /// <summary><c>userIdentity.sessionContext.attributes.creationDate</c></summary>
    public JsonSlice CreationDate;

    /// <summary><c>responseElements.ConsoleLogin</c></summary>
    public JsonSlice ConsoleLoginResult;

    /// <summary><c>responseElements.SwitchRole</c></summary>
    public JsonSlice SwitchRoleResult;

    /// <summary><c>enrichment</c>: the record was enriched before.</summary>
    public JsonSlice Enrichment;
}
