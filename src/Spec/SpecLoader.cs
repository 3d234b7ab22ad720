using System.Text;
using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>
/// Reads <c>model.yaml</c> into the resolved spec: every default filled in, the metric chosen by task, paths absolute against the spec's
/// folder, the thread count fixed. The format is published as <c>docs/schema/model.schema.json</c>.
/// </summary>
public static class SpecLoader
{
    /// <summary>Largest accepted file: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <param name="path">The file; relative to the working folder.</param>
    /// <exception cref="SpecException">The file cannot be read, or is not a valid spec: every problem is in it.</exception>
    public static ModelSpec Load(string path) => Parse(ReadText(path), path);

    /// <param name="path">The file that the text stands for: named in errors, and its folder is where relative paths start.</param>
    /// <inheritdoc cref="Load"/>
    public static ModelSpec Parse(string yaml, string path)
    {
        var problems = new SpecProblems();
        var spec = Read(yaml, path, problems);
        var errors = problems.InOrder();
        return spec is null || errors.Count > 0 ? throw new SpecException(path, errors) : spec;
    }

    internal static ModelSpec? Read(string yaml, string path, SpecProblems problems)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? Path.GetFullPath("/");
        return SpecNodeParser.Parse(yaml, problems) is { } document ? new SpecReader(folder, problems).Read(document) : null;
    }

    private static string ReadText(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > MaxBytes)
            {
                throw Refused(path, $"found {file.Length} bytes, expected a spec of at most {MaxBytes}; is this a data file?");
            }

            // A device says that it has no bytes, and may have them without end.
            using var reader = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true));
            var text = new char[MaxBytes + 1];
            var read = reader.ReadBlock(text);
            return read <= MaxBytes ? new string(text, 0, read) : throw Refused(path, $"found more than {MaxBytes} characters, expected a spec of at most {MaxBytes} bytes; is this a data file?");
        }
        catch (DecoderFallbackException)
        {
            throw Refused(path, "the file is not UTF-8 text; save it as UTF-8, or name a spec and not a data file");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refused(path, "there is no such file; `mdlc init CSV --label COLUMN` writes a first spec");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Refused(path, Directory.Exists(path) ? "this is a folder; name the spec in it" : $"the file cannot be read: {e.Message}");
        }
    }

    private static SpecException Refused(string path, string message) => new(path, [new SpecError(0, 0, "", message)]);
}
