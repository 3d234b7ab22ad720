namespace Mdlc.Architecture.Tests;

/// <summary>An assertion over a tree: the message lists every place that breaks the rule, and the rule.</summary>
internal static class Offenders
{
    public static void AssertNone(string rule, IEnumerable<string> offenders)
    {
        var list = offenders.ToList();
        Assert.True(list.Count == 0, $"{rule}\n  {string.Join("\n  ", list)}");
    }
}
