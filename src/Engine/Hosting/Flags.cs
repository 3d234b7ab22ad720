namespace Mdlc.Engine.Hosting;

/// <summary>Reads <c>--flag value</c>, <c>--flag=value</c> and switches.</summary>
internal static class Flags
{
    /// <param name="switches">Flags without a value; they are on unless they are given <c>=false</c>.</param>
    /// <param name="usage">What to say after an error.</param>
    /// <exception cref="ArgumentException">A flag lacks its value, or there is something that is no flag.</exception>
    public static IEnumerable<(string Flag, string Value)> Read(IEnumerable<string> args, IReadOnlySet<string> switches, string usage)
    {
        using var rest = args.GetEnumerator();
        while (rest.MoveNext())
        {
            var (flag, value) = rest.Current.Split('=', 2) is [var name, var given] && name.StartsWith("--", StringComparison.Ordinal) ? (name, given) : (rest.Current, null);
            if (!flag.StartsWith('-'))
            {
                throw new ArgumentException($"found '{flag}', expected a flag. {usage}");
            }

            if (switches.Contains(flag))
            {
                if (value is null or "true")
                {
                    yield return (flag, "true");
                }

                continue;
            }

            yield return (flag, value ?? (rest.MoveNext() ? rest.Current : throw new ArgumentException($"{flag} needs a value. {usage}")));
        }
    }
}
