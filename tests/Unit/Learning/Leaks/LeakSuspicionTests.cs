using Mdlc.Learning.Leaks;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Leaks;

public sealed class LeakSuspicionTests
{
    private const int Rows = 2000;

    private readonly SeededRandom _random = new(7);

    [Fact]
    public void Find_GoodColumns_AreNotSuspected()
    {
        var signal = Numbers(_ => _random.NextNormal());
        var label = LeakColumn.OfTexts("y", [.. signal.Select(s => s + _random.NextNormal() > 0 ? "yes" : "no")]);

        Assert.Empty(LeakSuspicion.Find(
            label,
            [Column("signal", signal), Column("noise", Numbers(_ => _random.NextNormal())), LeakColumn.OfTexts("name", [.. Enumerable.Range(0, Rows).Select(i => $"n{i}")])]));
    }

    [Fact]
    public void Find_ANumberThatRanksTheClasses_IsSuspected()
    {
        var label = Classes(i => i % 7 == 0 ? "yes" : "no");
        var paid = Numbers(i => label.Texts![i] == "yes" ? -5 - _random.NextDouble() : _random.NextDouble());

        var found = Assert.Single(LeakSuspicion.Find(label, [Column("paid", paid)]));

        Assert.Equal("column 'paid' alone tells the label 'y': AUC 1 over 2000 rows (suspect from 0.995 on)", found);
    }

    [Fact]
    public void Find_TextsThatTellTheClasses_AreSuspected_EvenWhereOneClassIsRare()
    {
        var label = Classes(i => i % 50 == 0 ? "yes" : "no");
        var status = LeakColumn.OfTexts("status", [.. label.Texts!.Select((t, i) => t == "yes" ? (i % 3 == 0 ? "claimed" : "paid") : i % 2 == 0 ? "open" : null)]);
        var constant = LeakColumn.OfTexts("constant", [.. Enumerable.Repeat("x", Rows)]);

        Assert.Contains("'status' alone tells", Assert.Single(LeakSuspicion.Find(label, [status, constant])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Find_TheLabelUnderAnotherCoding_IsNamedSo(int classes)
    {
        var label = Classes(i => $"class {i % classes}");
        var code = Column("code", Numbers(i => 10 - (i % classes)));

        Assert.Equal(
            $"column 'code' is the label 'y' under another coding: each of its {classes} values stands for one class", Assert.Single(LeakSuspicion.Find(label, [code])));
    }

    [Fact]
    public void Find_ManyClasses_AreJudgedByAccuracyBeyondTheMostFrequentOne()
    {
        var label = Classes(i => i % 500 == 1 ? "b" : i % 500 == 2 ? "c" : "a");
        var three = Classes(i => $"class {i % 3}");
        var parts = Column("parts", Numbers(i => (i % 3) + (i % 2 * 0.5)));

        Assert.Empty(LeakSuspicion.Find(label, [Column("noise", Numbers(_ => _random.NextDouble()))]));
        Assert.Contains("accuracy", Assert.Single(LeakSuspicion.Find(three, [parts])), StringComparison.Ordinal);
    }

    [Fact]
    public void Find_CopiesAndUnitsOfANumber_AreNamedSo()
    {
        var amount = Numbers(_ => Math.Exp(_random.NextNormal()));

        var found = LeakSuspicion.Find(
            Column("y", amount),
            [
                Column("copy", [.. amount]), Column("cents", [.. amount.Select(a => (100 * a) + 5)]), Column("log", [.. amount.Select(a => Math.Log(a))]),
                Column("near", [.. amount.Select(a => a + (0.5 * _random.NextNormal()))]),
            ]);

        Assert.Equal(3, found.Count);
        Assert.Equal("column 'copy' is a copy of the label 'y'", found[0]);
        Assert.Contains("'cents' is the label 'y' in another unit", found[1], StringComparison.Ordinal);
        Assert.Contains("'log' ranks the rows as the label 'y' does", found[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Find_OneExtremeRow_IsNoSuspicion()
    {
        var label = Numbers(i => i == 5 ? 1e9 : _random.NextNormal());
        var other = Numbers(i => i == 5 ? 1e9 : _random.NextNormal());

        Assert.Empty(LeakSuspicion.Find(Column("y", label), [Column("x", other)]));
    }

    [Fact]
    public void Find_SumsAndTotals_AreNamed()
    {
        var (a, b, c) = (Whole(), Whole(), Whole());
        var columns = new[] { Column("noise", Whole()), Column("casual", a), Column("registered", b) };

        Assert.Equal(
            "the label 'y' is 'casual' + 'registered' in 2000 of 2000 rows", Assert.Single(LeakSuspicion.Find(Column("y", Sum(a, b, 1)), columns)));
        Assert.Equal(
            "the label 'y' is 'total' - 'casual' in 2000 of 2000 rows",
            Assert.Single(LeakSuspicion.Find(Column("y", b), [Column("casual", a), Column("total", Sum(a, b, 1))])));
        Assert.Equal(
            "the label 'y' is 'a' + 'b' + 'c' in 2000 of 2000 rows",
            Assert.Single(LeakSuspicion.Find(Column("y", Sum(Sum(a, b, 1), c, 1)), [Column("a", a), Column("b", b), Column("c", c)])));
    }

    [Fact]
    public void Find_ASumWithGaps_IsFoundInTheRowsThatAreWhole()
    {
        var (a, b) = (Whole(), Whole());
        var label = Sum(a, b, 1);
        a[3] = double.NaN;

        Assert.Equal("the label 'y' is 'a' + 'b' in 1999 of 2000 rows", Assert.Single(LeakSuspicion.Find(Column("y", label), [Column("a", a), Column("b", b)])));
    }

    [Fact]
    public void Find_FewRows_ProveNothing()
    {
        var label = LeakColumn.OfTexts("y", [.. Enumerable.Range(0, 99).Select(i => i % 2 == 0 ? "a" : "b")]);

        Assert.Empty(LeakSuspicion.Find(label, [LeakColumn.OfNumbers("x", [.. Enumerable.Range(0, 99).Select(i => (double)(i % 2))])]));
    }

    [Fact]
    public void InALine_ShowsTheFirstOnes()
    {
        Assert.Equal("", LeakWords.InALine([]));
        Assert.Equal("; suspected leak: a", LeakWords.InALine(["a"]));
        Assert.Equal("; suspected leaks: a; b; c; and 1 more", LeakWords.InALine(["a", "b", "c", "d"]));
    }

    private static LeakColumn Column(string name, double[] values) => LeakColumn.OfNumbers(name, values);

    private static LeakColumn Classes(Func<int, string> of) => LeakColumn.OfTexts("y", [.. Enumerable.Range(0, Rows).Select(of)]);

    private static double[] Numbers(Func<int, double> of) => [.. Enumerable.Range(0, Rows).Select(of)];

    private static double[] Sum(double[] a, double[] b, int sign) => [.. a.Zip(b, (x, y) => x + (sign * y))];

    private double[] Whole() => Numbers(_ => _random.NextInt(500));
}
