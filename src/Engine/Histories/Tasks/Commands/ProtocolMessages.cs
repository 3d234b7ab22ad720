using Temporalio.Api.Protocol.V1;

namespace Mdlc.Engine.Histories.Tasks.Commands;

/// <summary>The messages of one answer to a workflow task: commands take theirs by id, and what is left follows after all commands.</summary>
internal sealed class ProtocolMessages(IEnumerable<Message> messages)
{
    private readonly List<Message> _left = [.. messages];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The first message of that id; each id is taken once.</summary>
    public Message? Take(string id)
    {
        var index = _left.FindIndex(message => message.Id == id);
        if (index < 0 || !_taken.Add(id))
        {
            return null;
        }

        var taken = _left[index];
        _left.RemoveAt(index);
        return taken;
    }

    public IReadOnlyList<Message> TakeRemaining()
    {
        var remaining = _left.ToList();
        _left.Clear();
        return remaining;
    }
}
