namespace CloudTrailEnricher.Passes;

/// <summary>Hears what the functions did with each file, so that it can be counted. Called from several threads.</summary>
public interface IPassObserver
{
    /// <summary>Pass 1 is done with an object, or has ignored it.</summary>
    void Indexed(IndexReport report);

    /// <summary>Pass 1 failed on an object, or could not read which one it was.</summary>
    void IndexFailed();

    /// <summary>Pass 2 is done with an object for now, or has ignored it.</summary>
    void Enriched(EnrichReport report);

    /// <summary>Pass 2 failed on an object.</summary>
    void EnrichFailed();
}
