using System.Text.RegularExpressions;

namespace Mdlc.Spec;

/// <summary>What a project or a model may be called: a name that is also a folder's, a queue's and a part of a URL.</summary>
public static partial class SpecName
{
    /// <summary>What <see cref="IsValid"/> holds a name to.</summary>
    public const string Form = "up to 63 lower-case letters, digits, '-', '_' and '.', the first a letter or digit";

    public static bool IsValid(string name) => Pattern.IsMatch(name);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }
}
