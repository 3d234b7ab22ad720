using Mdlc.Learning.Gating;

namespace Mdlc.Unit.Tests.Learning.Gating;

public sealed class EarlierChampionsTests
{
    [Fact]
    public void Choose_AFewChampions_IsAllButThePresentLatestFirst() =>
        Assert.Equal([2, 1], EarlierChampions.Choose([1, 2, 3], champion: 3, best: 1));

    [Fact]
    public void Choose_AVersionThatWasChampionTwice_IsThereOnce() =>
        Assert.Equal([1, 2], EarlierChampions.Choose([1, 2, 1, 3], champion: 3, best: null));

    [Fact]
    public void Choose_TwoThatTookTurnsForLong_AreTwoOfTheTen()
    {
        int[] turns = [.. Enumerable.Range(1, 12), .. Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? 11 : 12)];

        Assert.Equal([11, 10, 9, 8, 7, 6, 5, 4, 3, 2], EarlierChampions.Choose(turns, champion: 12, best: null));
    }

    [Fact]
    public void Choose_ManyChampions_IsTheLastTenAndTheBestOfThoseBefore()
    {
        Assert.Equal([29, 28, 27, 26, 25, 24, 23, 22, 21, 20], EarlierChampions.Choose([.. Enumerable.Range(1, 30)], champion: 30, best: null));
        Assert.Equal([29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 4], EarlierChampions.Choose([.. Enumerable.Range(1, 30)], champion: 30, best: 4));
    }

    [Fact]
    public void Choose_TheBestIsAmongTheLastOrThePresentOne_IsNotThereAgain()
    {
        Assert.Equal(10, EarlierChampions.Choose([.. Enumerable.Range(1, 30)], champion: 30, best: 25).Count);
        Assert.Equal(10, EarlierChampions.Choose([.. Enumerable.Range(1, 30)], champion: 30, best: 30).Count);
    }
}
