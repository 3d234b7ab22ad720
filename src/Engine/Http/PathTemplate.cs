namespace Mdlc.Engine.Http;

/// <summary>A path such as <c>/namespaces/{namespace}/workflows/{execution.workflow_id}</c>: each segment is a word, or a field to fill.</summary>
internal sealed class PathTemplate
{
    private readonly Segment[] _segments;

    private PathTemplate(Segment[] segments) => _segments = segments;

    /// <summary>How many segments are words: where several templates fit a path, the one with most words is meant.</summary>
    public int Words => _segments.Count(static segment => !segment.IsField);

    public int Length => _segments.Length;

    /// <exception cref="FormatException">A segment is neither a word nor <c>{field}</c>.</exception>
    public static PathTemplate Parse(string template) => new(template.TrimStart('/').Split('/').Select(text => ParseSegment(template, text)).ToArray());

    /// <summary>The fields that the path fills, or null when it does not fit.</summary>
    /// <param name="path">The path's segments, decoded.</param>
    public IReadOnlyList<KeyValuePair<string, string>>? Match(IReadOnlyList<string> path)
    {
        if (path.Count != _segments.Length)
        {
            return null;
        }

        var fields = new List<KeyValuePair<string, string>>();
        for (var i = 0; i < _segments.Length; i++)
        {
            var (text, isField) = _segments[i];
            if (isField && path[i].Length > 0)
            {
                fields.Add(new(text, path[i]));
            }
            else if (isField || text != path[i])
            {
                return null;
            }
        }

        return fields;
    }

    private static Segment ParseSegment(string template, string text)
    {
        var isField = text is ['{', .., '}'];
        var name = isField ? text[1..^1] : text;
        return name.Length > 0 && name.IndexOfAny(['{', '}', '*', '=', ':']) < 0
            ? new Segment(name, isField)
            : throw new FormatException($"path template {template}: found the segment '{text}', expected a word or {{field}}");
    }

    private readonly record struct Segment(string Text, bool IsField);
}
