using System.Globalization;
using System.Text.Json;

namespace Mdlc.Catalog.Metadata.Stored;

/// <summary>What servers say of themselves and of models.</summary>
internal static class StoredServers
{
    public static ServerLease Lease(JsonElement value)
    {
        string? server = null, endpoint = null;
        List<string>? projects = null;
        DateTimeOffset? heartbeat = null;
        TimeSpan? timeToLive = null;
        foreach (var member in StoredValues.Members(value))
        {
            switch (member.Name)
            {
                case "server": server = StoredValues.Text(member.Value); break;
                case "endpoint": endpoint = StoredValues.Text(member.Value); break;
                case "projects": projects = StoredValues.List(member.Value, StoredValues.Text); break;
                case "heartbeat": heartbeat = StoredValues.Moment(member.Value); break;
                case "timeToLive": timeToLive = Duration(StoredValues.Text(member.Value)); break;
                default: throw new NotPlainException();
            }
        }

        return server is null || endpoint is null || projects is null || heartbeat is null || timeToLive is null
            ? throw new NotPlainException()
            : new ServerLease(server, endpoint, projects, heartbeat.Value, timeToLive.Value);
    }

    public static ServedModel Served(JsonElement value)
    {
        string? server = null, project = null, model = null, error = null;
        long? sequence = null;
        int? version = null, serving = null;
        ServedState? state = null;
        DateTimeOffset? at = null;
        foreach (var member in StoredValues.Members(value))
        {
            switch (member.Name)
            {
                case "server": server = StoredValues.Text(member.Value); break;
                case "project": project = StoredValues.Text(member.Value); break;
                case "model": model = StoredValues.Text(member.Value); break;
                case "sequence": sequence = StoredValues.Count(member.Value); break;
                case "version": version = StoredValues.NumberOrNull(member.Value); break;
                case "state": state = State(StoredValues.Text(member.Value)); break;
                case "serving": serving = StoredValues.NumberOrNull(member.Value); break;
                case "error": error = StoredValues.TextOrNull(member.Value); break;
                case "at": at = StoredValues.Moment(member.Value); break;
                default: throw new NotPlainException();
            }
        }

        return server is null || project is null || model is null || sequence is null || state is null || at is null
            ? throw new NotPlainException()
            : new ServedModel(server, project, model, sequence.Value, version, state.Value, serving, error, at.Value);
    }

    private static TimeSpan Duration(string text) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var duration) ? duration : throw new NotPlainException();

    private static ServedState State(string word) => word switch
    {
        "loading" => ServedState.Loading,
        "ready" => ServedState.Ready,
        "failed" => ServedState.Failed,
        _ => throw new NotPlainException(),
    };
}
