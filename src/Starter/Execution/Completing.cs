using System.CommandLine;

namespace Mdlc.Starter.Execution;

/// <summary>Says of options and arguments what a shell may complete there; where nothing is said, files are.</summary>
internal static class Completing
{
    public static T CompletesModels<T>(this T symbol)
        where T : Symbol => symbol.Completes(names => names.Models);

    public static T CompletesRuns<T>(this T symbol)
        where T : Symbol => symbol.Completes(names => names.Runs);

    public static T CompletesProjects<T>(this T symbol)
        where T : Symbol => symbol.Completes(names => names.Projects);

    /// <summary>The numbers of the versions that the line's model has.</summary>
    public static T CompletesVersions<T>(this T symbol)
        where T : Symbol => symbol.Completes(names => names.VersionNumbers);

    /// <summary>Runs, versions, and the champions.</summary>
    public static T CompletesSubjects<T>(this T symbol)
        where T : Symbol => symbol.Completes(names => names.Models.Select(model => $"{model}@champion").Concat(names.Versions).Concat(names.Runs));

    /// <summary>Specs of this folder, beside the commands that may stand there too; of other folders the shell does it.</summary>
    public static T CompletesSpecs<T>(this T symbol)
        where T : Symbol => symbol.Completes(_ => Directory.EnumerateFiles(".", "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    public static T CompletesWords<T>(this T symbol, params IEnumerable<string> words)
        where T : Symbol => symbol.Completes(_ => words);

    private static T Completes<T>(this T symbol, Func<KnownNames, IEnumerable<string>> words)
        where T : Symbol
    {
        var sources = symbol switch
        {
            Argument argument => argument.CompletionSources,
            Option option => option.CompletionSources,
            _ => throw new ArgumentException($"Found a {symbol.GetType().Name}, expected an option or an argument.", nameof(symbol)),
        };

        // What the library makes of a type by itself, such as the names that an enum has in the code, is nothing to type.
        sources.Clear();
        sources.Add(_ => words(KnownNames.Current));
        return symbol;
    }
}
