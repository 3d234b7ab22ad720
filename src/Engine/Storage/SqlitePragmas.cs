using System.Globalization;

namespace Mdlc.Engine.Storage;

/// <summary>The settings of SQLite that a user may change: those that cost speed or memory, and none that costs what was promised.</summary>
internal static class SqlitePragmas
{
    private static readonly HashSet<string> Numbers = new(StringComparer.OrdinalIgnoreCase)
    {
        "busy_timeout", "cache_size", "cache_spill", "journal_size_limit", "max_page_count", "mmap_size", "page_size", "wal_autocheckpoint",
    };

    /// <summary>Settings with a choice, and the values that keep the promise.</summary>
    private static readonly Dictionary<string, string[]> Choices = new(StringComparer.OrdinalIgnoreCase)
    {
        ["journal_mode"] = ["wal"],
        ["synchronous"] = ["full", "extra", "2", "3"],
        ["temp_store"] = ["default", "file", "memory", "0", "1", "2"],
        ["auto_vacuum"] = ["none", "full", "incremental", "0", "1", "2"],
        ["cell_size_check"] = ["on", "off", "1", "0"],
        ["checkpoint_fullfsync"] = ["on", "1", "off", "0"],
        ["fullfsync"] = ["on", "1", "off", "0"],
    };

    /// <summary>The statement that makes the setting.</summary>
    /// <exception cref="ArgumentException">It is none that may be made.</exception>
    public static string Statement(string name, string value)
    {
        if (Numbers.Contains(name))
        {
            return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? string.Create(CultureInfo.InvariantCulture, $"PRAGMA {name.ToLowerInvariant()}={number}")
                : throw new ArgumentException($"--sqlite-pragma {name}: found '{value}', expected a whole number");
        }

        if (!Choices.TryGetValue(name, out var choices))
        {
            throw new ArgumentException(
                $"--sqlite-pragma {name}: this setting is not offered; expected one of {string.Join(", ", Numbers.Concat(Choices.Keys).Order(StringComparer.Ordinal))}");
        }

        return choices.Contains(value, StringComparer.OrdinalIgnoreCase)
            ? $"PRAGMA {name.ToLowerInvariant()}={value.ToLowerInvariant()}"
            : throw new ArgumentException(
                $"--sqlite-pragma {name}: found '{value}', expected {string.Join(" or ", choices)}, for the log must survive a crash."
                + " To have replies leave before the disk has them, say --durability relaxed.");
    }
}
