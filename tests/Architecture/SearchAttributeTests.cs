using Mdlc.Tests.Shared;
using Mdlc.Workflows;

namespace Mdlc.Architecture.Tests;

/// <summary>What a server is told, and what the workflows set, are one list.</summary>
public sealed class SearchAttributeTests
{
    [Fact]
    public void List_OfTheScript_EqualsTheCode()
    {
        var told = Repository.ReadText("temporal/search-attributes.tsv").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(cells => cells[0], cells => cells[1]);

        Assert.Equal(SearchAttributes.All.OrderBy(a => a.Key), told.OrderBy(a => a.Key));
    }
}
