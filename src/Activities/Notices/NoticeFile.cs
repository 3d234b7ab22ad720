using System.Text;
using System.Text.Json;
using Mdlc.Catalog;
using Mdlc.Catalog.Files;
using Mdlc.Workflows.Notices;

namespace Mdlc.Activities.Notices;

/// <summary>The home's notices, one a line. A file that people may rotate: what is gone from it may be told again.</summary>
public sealed class NoticeFile(Home home)
{
    private const byte LineEnd = (byte)'\n';

    /// <summary>Appends the notice, unless one of its id is there.</summary>
    /// <exception cref="IOException">Another process appends just now, or the disk refuses; to be tried again.</exception>
    public void Append(Notice notice)
    {
        PrivateFile.MakeFolder(home.Root);
        PrivateFile.Make(home.Notices);

        // Whoever has it open alone sees all that is there, so that two processes do not both find a notice missing.
        using var file = new FileStream(home.Notices, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        if (Holds(file, notice.Id))
        {
            return;
        }

        file.Write(Encoding.UTF8.GetBytes(NoticeEvent.Of(notice) + '\n'));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Leaves the file where the next line begins: a line that a kill has cut off was never acknowledged, and is written anew.</summary>
    private static bool Holds(FileStream file, string id)
    {
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        var holds = false;
        while (reader.ReadLine() is { } line)
        {
            holds |= IdOf(line) == id;
        }

        CutTornLine(file);
        return holds;
    }

    private static void CutTornLine(FileStream file)
    {
        var end = file.Length;
        for (; end > 0; end--)
        {
            file.Position = end - 1;
            if (file.ReadByte() == LineEnd)
            {
                break;
            }
        }

        if (end < file.Length)
        {
            file.SetLength(end);
        }

        file.Position = end;
    }

    private static string? IdOf(string line)
    {
        try
        {
            using var read = JsonDocument.Parse(line);
            return read.RootElement.ValueKind == JsonValueKind.Object && read.RootElement.TryGetProperty("id", out var id) ? id.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
