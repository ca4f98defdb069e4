using System.Text;
using CloudTrailEnricher.Aws;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Bootstrap;

/// <summary>One of the functions, ready for invocations: payload in, answer out.</summary>
internal sealed class Function : IDisposable
{
    private readonly FunctionName _name;
    private readonly AwsClients _clients;
    private readonly AwsComposition _composition;

    private Function(FunctionName name, AwsSettings settings, AwsConnection connection, ILoggerFactory loggers)
    {
        _name = name;
        _clients = new AwsClients(connection);
        _composition = new AwsComposition(settings, _clients, loggers, TimeProvider.System);
    }

    /// <summary>Makes the function that <c>_HANDLER</c> names.</summary>
    /// <param name="variable">Gives an environment variable's value; null where it is not set.</param>
    /// <param name="loggers">Makes the loggers.</param>
    /// <exception cref="ArgumentException">The handler is none of this program's.</exception>
    /// <exception cref="AwsSettingsException">Names every variable that is missing or wrong.</exception>
    public static Function FromEnvironment(Func<string, string?> variable, ILoggerFactory loggers) =>
        new(Handler.Parse(variable("_HANDLER")), AwsSettings.FromEnvironment(variable), AwsConnection.FromEnvironment(variable), loggers);

    /// <summary>Works on one invocation's payload.</summary>
    /// <param name="payload">JSON: for Index an event that announces objects, for Enrich a batch of the queue, for the backfill what its handlers take.</param>
    /// <param name="cancellationToken">Fires when the time is nearly up.</param>
    /// <returns>JSON: what Lambda is told.</returns>
    /// <exception cref="FormatException">The payload is not what the function takes.</exception>
    /// <exception cref="IOException">Some objects failed, each of them named; the others are done.</exception>
    public async Task<byte[]> RunAsync(string payload, CancellationToken cancellationToken)
    {
        return _name switch
        {
            FunctionName.Index => IndexAnswer.Write(await _composition.Index.HandleAsync(payload, cancellationToken)),
            FunctionName.Enrich => SqsBatch.Answer(await _composition.Enrich.HandleAsync(SqsBatch.Parse(payload), cancellationToken)),
            FunctionName.BackfillIndex => Encoding.UTF8.GetBytes(await _composition.BackfillIndex.HandleAsync(payload, cancellationToken)),
            FunctionName.BackfillEnrich => Encoding.UTF8.GetBytes(await _composition.BackfillEnrich.HandleAsync(payload, cancellationToken)),
            _ => Encoding.UTF8.GetBytes(await _composition.BackfillTotals.HandleAsync(payload, cancellationToken)),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _composition.Dispose();
        _clients.Dispose();
    }
}
