using System.Text.Json;
using CloudTrailEnricher.Json;

namespace CloudTrailEnricher.Backfill;

/// <summary>Named sums, in the order in which they were named. Safe to use from several threads.</summary>
internal sealed class BackfillCounts
{
    private readonly OrderedDictionary<string, long> _sums = [];
    private readonly Lock _lock = new();

    /// <summary>Sums that are reported even when nothing was added to them.</summary>
    public BackfillCounts(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _sums[name] = 0;
        }
    }

    public long this[string name]
    {
        get
        {
            lock (_lock)
            {
                return _sums[name];
            }
        }
    }

    public void Add(string name, long number)
    {
        lock (_lock)
        {
            _sums[name] = _sums.GetValueOrDefault(name) + number;
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteMembers(json);
        json.WriteEndObject();
    }

    /// <summary>Writes the sums into an object that others begin and end.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        lock (_lock)
        {
            foreach (var (name, sum) in _sums)
            {
                json.WriteNumber(name, sum);
            }
        }
    }

    public string ToJson() => CompactJson.Of(Write);
}
