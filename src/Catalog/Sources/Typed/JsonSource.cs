using System.Text.Json;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Csv;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Typed;

/// <summary>
/// Prepares JSON files: an object per line, or one array of objects. Of the former each line is looked at first, and those that are no
/// object are rejected; the latter is whole or a fault.
/// </summary>
internal sealed class JsonSource(
    DuckDbSession session, ScratchFolder scratch, Quarantine quarantine, Action<string> progress, CancellationToken cancellationToken)
{
    /// <summary>A JSON text holds no such byte, so that a "cell" is a line.</summary>
    private static readonly CsvDialect Lines = new((byte)0x1F, Quote: null, Escape: 0, Header: false);

    public PreparedSource Prepare(SourceRequest request)
    {
        var names = SourceFiles.Find(session, request.Source.Path);
        var files = names.Select(n => SourceFiles.InUtf8(n, request.Source, scratch, progress, cancellationToken)).ToList();
        var isArray = files.Select(IsArray).Distinct().ToList();
        if (isArray.Count > 1)
        {
            throw FaultException.InData($"{request.Source.Path}: some files hold an array, others an object per line: expected one of the two.");
        }

        var rejected = 0L;
        var paths = isArray[0] ? files.Select(f => f.Path).ToList() : files.Select(f => Clean(f, ref rejected)).ToList();
        var format = isArray[0] ? "array" : "newline_delimited";
        string Read(IEnumerable<string> some) =>
            $"read_json({Sql.Files(some)}, format = '{format}', records = true, sample_size = -1, map_inference_threshold = -1, union_by_name = true)";
        var prepared = new TypedSource(session, quarantine, cancellationToken)
            .Prepare(request, names, paths.Select(p => Read([p])).ToList(), Read(paths), records: null);
        return prepared with { Records = prepared.Records + rejected, Notes = [.. SourceFiles.Notes(files), .. prepared.Notes] };
    }

    /// <summary>Whether the first character that is no blank opens an array.</summary>
    private static bool IsArray(SourceFile file)
    {
        using var stream = File.OpenRead(file.Path);
        var start = new byte[4096];
        var text = start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        return text.TrimStart(" \t\r\n"u8).StartsWith("["u8);
    }

    private string Clean(SourceFile file, ref long rejected)
    {
        var target = scratch.NewFile(".json");
        var before = quarantine.Count;
        using (var reader = CsvRecordReader.Open(file, Lines))
        using (var output = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 20))
        {
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Problem(reader) is { } problem)
                {
                    quarantine.Add(file.Name, reader.Line, null, reader.Bytes, problem);
                    continue;
                }

                output.Write(reader.Bytes);
                output.WriteByte((byte)'\n');
            }
        }

        var bad = quarantine.Count - before;
        rejected += bad;
        return bad == 0 ? file.Path : target;
    }

    private static string? Problem(CsvRecordReader line)
    {
        try
        {
            var json = new Utf8JsonReader(line.Bytes, new JsonReaderOptions { MaxDepth = 64 });
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
            {
                return "is not a JSON object";
            }

            json.Skip();
            return json.Read() ? "holds more than one JSON object" : null;
        }
        catch (JsonException)
        {
            return "is not JSON";
        }
    }
}
