using System.Globalization;

namespace Mdlc.Spec;

/// <summary>A spec that cannot be used. Every problem found is in it, in the order of the file.</summary>
public sealed class SpecException(string file, IReadOnlyList<SpecError> errors) : Exception(Describe(file, errors))
{
    /// <summary>The file as it was named by the caller.</summary>
    public string File { get; } = file;

    public IReadOnlyList<SpecError> Errors { get; } = errors;

    /// <summary>A line for each problem, as <c>file:line:column: key: message</c>, a form that editors can jump to.</summary>
    private static string Describe(string file, IReadOnlyList<SpecError> errors) =>
        string.Join('\n', errors.Select(error => Where(file, error) + error.Message));

    private static string Where(string file, SpecError error)
    {
        var place = error.Line == 0 ? $"{file}: " : string.Create(CultureInfo.InvariantCulture, $"{file}:{error.Line}:{error.Column}: ");
        return error.Path.Length == 0 ? place : $"{place}{error.Path}: ";
    }
}
