namespace CloudTrailEnricher.LogFiles;

/// <summary>One object in a bucket (or one file below a folder that stands for a bucket).</summary>
/// <param name="Bucket">The bucket's name.</param>
/// <param name="Key">The key as S3 stores it, not URL-encoded.</param>
public readonly record struct LogObject(string Bucket, string Key)
{
    /// <summary><c>s3://bucket/key</c>, or the key alone where no bucket is known.</summary>
    public override string ToString() => Bucket.Length == 0 ? Key : $"s3://{Bucket}/{Key}";
}
