using System.Text.Json.Nodes;
using Mdlc.Starter.Listings;

namespace Mdlc.Unit.Tests.Starter.Listings;

public sealed class CsvTextTests
{
    [Fact]
    public void Of_RowsWithMembersWithin_HasAColumnForEachValue()
    {
        var rows = (JsonArray)JsonNode.Parse("""[{"run":"a,b","metric":null,"n":1.5},{"run":"say \"x\"","metric":{"name":"auc","lower":null},"n":null,"list":[1,2]}]""")!;

        Assert.Equal("run,n,metric.name,metric.lower,list\n\"a,b\",1.5,,,\n\"say \"\"x\"\"\",,auc,,\"[1,2]\"\n", CsvText.Of(rows));
    }

    [Fact]
    public void Of_NoRows_IsALineWithoutNames() => Assert.Equal("\n", CsvText.Of([]));
}
