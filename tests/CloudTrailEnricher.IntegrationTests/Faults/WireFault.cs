namespace CloudTrailEnricher.IntegrationTests.Faults;

/// <summary>What can happen to a call on its way.</summary>
public enum WireFault
{
    None,

    /// <summary>The service asks for less: 503 of S3 and SQS, 400 of DynamoDB.</summary>
    Throttled,

    /// <summary>The connection breaks before the service has the call.</summary>
    ResetBefore,

    /// <summary>The connection breaks when the service has done what it was asked for.</summary>
    ResetAfter,

    /// <summary>Half of the body comes, though its whole length was told.</summary>
    CutShort,

    /// <summary>412 for a call that was not carried out.</summary>
    PreconditionFailedBefore,

    /// <summary>412 for a call that was carried out, as when somebody on the way sends it twice.</summary>
    PreconditionFailedAfter,

    /// <summary>409 for a call that was not carried out.</summary>
    ConflictBefore,

    /// <summary>409 for a call that was carried out.</summary>
    ConflictAfter,

    /// <summary>200, and an error in the body (S3 manual, CopyObject: the copy can fail when the answer has begun).</summary>
    ErrorInside,

    /// <summary>A page of one item.</summary>
    PartialPage,

    /// <summary>A page of none, with more to come.</summary>
    EmptyPage,

    /// <summary>Some messages of a batch are not taken.</summary>
    PartialFailure,

    /// <summary>No answer until the function's time is up.</summary>
    Slow,
}
