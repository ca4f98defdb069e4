using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>
/// What is asked about a record that AWS's MCP server caused for an agent. Its <c>sourceIPAddress</c>, <c>userAgent</c> and
/// <c>userIdentity.invokedBy</c> all name the server (one raw pair of September 2026); the agent's own record has the address and the user
/// agent, and names this request by its id.
/// </summary>
internal readonly record struct AgentRequest
{
    /// <summary>The MCP server, as records name it.</summary>
    public const string McpServer = "aws-mcp.amazonaws.com";

    /// <summary>Every record that an agent made or caused has a string that begins with this (see <see cref="Prefilter"/>).</summary>
    public static ReadOnlySpan<byte> Marker => "aws-mcp.amazonaws.com"u8;

    /// <summary>Whether the record is a call that the MCP server made for an agent.</summary>
    public bool IsAsked { get; private init; }

    /// <summary>
    /// The principal's agents, by which the file waits; the default where the record does not name its principal or its request: then
    /// nothing can be found.
    /// </summary>
    public SessionKey Agents { get; private init; }

    /// <summary>The request; the default where <see cref="Agents"/> is.</summary>
    public SessionKey Request { get; private init; }

    /// <summary>Whether the record can be looked up.</summary>
    public bool IsNamed => Agents != default;

    /// <summary>
    /// Applies the rule. A record with an <c>enrichment</c> stays as it is, and so does one with <c>invokedByDelegate</c>: there a
    /// provider's agent acted.
    /// </summary>
    public static AgentRequest Find(in Record record)
    {
        if (!record.InvokedBy.Is(record.Text, Marker) || record.Enrichment.IsWritten || record.InvokedByDelegate.IsPresent)
        {
            return default;
        }

        var arn = record.PrincipalArn.StringOrNull(record.Text);
        return SessionKey.TryCreateAgents(arn, out var agents)
            && SessionKey.TryCreateRequest(AccountOf(record, arn), record.RequestId.StringOrNull(record.Text), out var request)
                ? new AgentRequest { IsAsked = true, Agents = agents, Request = request }
                : new AgentRequest { IsAsked = true };
    }

    /// <summary>
    /// The account whose trail has the record: request ids are compared within one account. Without <c>recipientAccountId</c>, it is the
    /// principal's.
    /// </summary>
    public static string? AccountOf(in Record record, string? arn) =>
        record.RecipientAccountId.IsPresent ? record.RecipientAccountId.StringOrNull(record.Text) : SessionKey.AccountOf(arn).ToString();
}
