using Mdlc.Catalog.Metadata;
using Mdlc.Serving.Following;

namespace Mdlc.Unit.Tests.Serving.Following;

public sealed class WantedVersionsTests
{
    private static readonly DesiredVersion[] Desired = [Asked("p", "asked", 3, 7), Asked("p", "withdrawn", null, 8), Asked("q", "other", 1, 9)];

    private static readonly AliasedVersion[] Champions = [new("p", "asked", 2), new("p", "withdrawn", 4), new("p", "champion", 5), new("q", "other", 6)];

    [Fact]
    public void Combine_WhatWasAskedFor_GoesBeforeTheChampion_EachModelOnce() => Assert.Equal(
        [new("p", "asked", 3, 7), new("p", "withdrawn", null, 8), new("q", "other", 1, 9), new("p", "champion", 5, 0)],
        WantedVersions.Combine(Desired, Champions, []));

    [Fact]
    public void Combine_ForSomeProjects_LeavesTheOthersOut() => Assert.Equal(
        [new("q", "other", 1, 9)], WantedVersions.Combine(Desired, Champions, ["q", "nobody"]));

    private static DesiredVersion Asked(string project, string model, int? version, long sequence) =>
        new(project, model, version, sequence, "somebody", DateTimeOffset.UnixEpoch);
}
