using System.Globalization;
using Mdlc.Catalog.Metadata;

namespace Mdlc.Starter.Happenings;

/// <summary>
/// What servers have done about models since it last looked. What a server did before <paramref name="since"/> is not told, but for versions that it
/// cannot serve; nor is that the same load failed again in the same way.
/// </summary>
internal sealed class ServingWatch(DateTimeOffset since)
{
    private readonly Dictionary<(string Server, string Project, string Model), Known> _known = [];

    /// <param name="live">Servers that live; what others said last holds no more.</param>
    /// <param name="served">What each server last said about a model.</param>
    public IReadOnlyList<Happening> Look(IReadOnlyList<ServerLease> live, IReadOnlyList<ServedModel> served)
    {
        var endpoints = live.ToDictionary(lease => lease.Server, lease => lease.Endpoint, StringComparer.Ordinal);
        foreach (var gone in _known.Keys.Where(key => !endpoints.ContainsKey(key.Server)).ToList())
        {
            _known.Remove(gone);
        }

        return [.. served.Where(one => endpoints.ContainsKey(one.Server)).Select(one => Of(one, endpoints[one.Server])).OfType<Happening>().OrderBy(told => told.At)];
    }

    private Happening? Of(ServedModel served, string endpoint)
    {
        if (served.State == ServedState.Loading)
        {
            return null;
        }

        var key = (served.Server, served.Project, served.Model);
        var (before, now) = (_known.GetValueOrDefault(key), new Known(served.State, served.Version, served.Serving, served.Error));
        _known[key] = now;
        return now == before || (before is null && served.At < since && served.State != ServedState.Failed) ? null : Tell(served, before, endpoint);
    }

    private static Happening? Tell(ServedModel served, Known? before, string endpoint)
    {
        var (what, text) = (served.State, served.Version) switch
        {
            (ServedState.Failed, { } version) => ("failed", Line($"version {version} cannot be served at {endpoint}: {served.Error} {Meanwhile(served)}")),
            (ServedState.Failed, null) => ("failed", $"cannot be taken from {endpoint}: {served.Error}"),
            (_, { } version) => ("served", Line($"version {version} is served at {endpoint}{(before?.Serving is { } old && old != version ? Line($" in place of {old}") : "")}")),
            _ => ("withdrawn", before?.Serving is { } last ? Line($"version {last} is served no more at {endpoint}") : null),
        };
        return text is null ? null : new Happening(served.At, "serving", $"{served.Project}/{served.Model}", what, text);
    }

    private static string Meanwhile(ServedModel served) => served.Serving is { } old ? Line($"Version {old} goes on answering.") : "Nothing answers for it.";

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Known(ServedState State, int? Version, int? Serving, string? Error);
}
