using System.Globalization;

namespace Mdlc.Spec;

/// <summary>Where in a spec something stands.</summary>
/// <param name="Text">For people: <c>gate.limits.auc.min</c>, <c>expectations[2].min</c>.</param>
/// <param name="Pattern">The same with every free name as <c>*</c> and every index left out: <c>gate.limits.*.min</c>, <c>expectations[].min</c>.</param>
internal readonly record struct SpecPath(string Text, string Pattern)
{
    public static readonly SpecPath Root = new("", "");

    public SpecPath Key(string name) => new(Join(Text, name), Join(Pattern, name));

    public SpecPath Entry(string name) => new(Join(Text, name), Join(Pattern, "*"));

    public SpecPath Item(int index) => new(string.Create(CultureInfo.InvariantCulture, $"{Text}[{index}]"), $"{Pattern}[]");

    private static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";
}
