using Mdlc.Serving.Models;
using Mdlc.Serving.Settings;

namespace Mdlc.Serving.Predictions;

/// <summary>Counts what waits to be logged, and keeps it within its limits.</summary>
internal sealed class PendingRows(PendingLimits limits)
{
    /// <summary>What one model may fill where there are others: half of it is left to them.</summary>
    private const int Share = 2;

    private readonly Lock _counting = new();
    private readonly Dictionary<(string Project, string Model), (long Rows, long Bytes)> _byModel = [];
    private long _rows;
    private long _bytes;

    public long Rows
    {
        get
        {
            lock (_counting)
            {
                return _rows;
            }
        }
    }

    /// <summary>Whether the last one that asked found no room, whichever its model.</summary>
    public bool IsFull { get; private set; }

    /// <returns>The rows that wait now, those included; null: there is no room for them.</returns>
    public long? TryAdd(LogEntry entry)
    {
        var (rows, bytes) = (entry.Request.Rows, entry.Request.Bytes);
        lock (_counting)
        {
            // Whatever its size, one request fits where none waits: otherwise it would never be answered.
            IsFull = _rows > 0 && (_rows + rows > limits.Rows || _bytes + bytes > limits.Bytes);
            if (IsFull || !FitsItsShare(entry.Model, rows, bytes))
            {
                return null;
            }

            Change(entry.Model, rows, bytes);
            return _rows;
        }
    }

    public void Remove(LogEntry entry)
    {
        lock (_counting)
        {
            Change(entry.Model, -entry.Request.Rows, -entry.Request.Bytes);
            IsFull = false;
        }
    }

    private bool FitsItsShare(LoadedModel model, long rows, long bytes)
    {
        var of = _byModel.GetValueOrDefault(KeyOf(model));
        var isAlone = _byModel.Keys.All(key => key == KeyOf(model));
        return isAlone || of.Rows == 0 || (of.Rows + rows <= limits.Rows / Share && of.Bytes + bytes <= limits.Bytes / Share);
    }

    private void Change(LoadedModel model, long rows, long bytes)
    {
        var of = _byModel.GetValueOrDefault(KeyOf(model));
        _byModel[KeyOf(model)] = (of.Rows + rows, of.Bytes + bytes);
        _rows += rows;
        _bytes += bytes;
    }

    private static (string Project, string Model) KeyOf(LoadedModel model) => (model.Project, model.Model);
}
