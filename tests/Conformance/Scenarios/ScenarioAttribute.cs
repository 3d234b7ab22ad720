using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Marks a theory as a scenario: it runs once against each <see cref="Reference"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ScenarioAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<Reference>(Reference.Golden), new TheoryDataRow<Reference>(Reference.RealServer)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
