using Xunit.Sdk;
using Xunit.v3;

// Both hosts read Lambda's trace id from the process's environment, which the runtime sets for each invocation.
[assembly: Parallelization(Mode = ParallelMode.None)]
