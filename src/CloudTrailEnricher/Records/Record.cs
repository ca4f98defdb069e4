namespace CloudTrailEnricher.Records;

/// <summary>
/// One CloudTrail record: its text, and where in it the members stand that the rules ask for
/// (CloudTrail manual, "CloudTrail record contents").
/// </summary>
internal ref struct Record
{
    /// <summary>The record from brace to brace.</summary>
    public ReadOnlySpan<byte> Text;

    public JsonText EventTime;
    public JsonText EventSource;
    public JsonText EventName;
    public JsonText EventType;
    public JsonText EventId;
    public JsonText AwsRegion;
    public JsonText SourceIPAddress;
    public JsonText UserAgent;
    public JsonText RecipientAccountId;
    public JsonText VpcEndpointId;
    public JsonText SessionCredentialFromConsole;

    /// <summary><c>userIdentity.arn</c></summary>
    public JsonText PrincipalArn;

    /// <summary><c>userIdentity.invokedBy</c></summary>
    public JsonText InvokedBy;

    /// <summary><c>userIdentity.sessionContext.attributes.creationDate</c></summary>
    public JsonText CreationDate;

    /// <summary><c>responseElements.ConsoleLogin</c></summary>
    public JsonText ConsoleLoginResult;

    /// <summary><c>responseElements.SwitchRole</c></summary>
    public JsonText SwitchRoleResult;

    /// <summary><c>enrichment</c>: the record was enriched before.</summary>
    public JsonText Enrichment;
}
