using System.Collections.Concurrent;
using Google.Protobuf;
using Mdlc.Engine.Matching;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>What operators have set of task queues: kept in the database, and told to matching.</summary>
internal sealed class TaskQueueSettings(MatchingEngine matching, Journal journal)
{
    private const string Prefix = "task-queue/";
    private readonly ConcurrentDictionary<QueueKey, TaskQueueConfig> _configs = new();

    /// <summary>What was set of the queue, or null.</summary>
    public TaskQueueConfig? Find(QueueKey key) => _configs.GetValueOrDefault(key);

    public void Load(IReadOnlyDictionary<string, byte[]> settings)
    {
        foreach (var (name, value) in settings)
        {
            // A queue's name may hold slashes: it stands last.
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && name[Prefix.Length..].Split('/', 3) is [var ns, var type, var queue])
            {
                Apply(new QueueKey(ns, queue, Enum.Parse<TaskQueueType>(type)), TaskQueueConfig.Parser.ParseFrom(value));
            }
        }
    }

    /// <summary>Sets all of the queue's configuration; the task ends when it is durable.</summary>
    public Task Put(QueueKey key, TaskQueueConfig config)
    {
        Apply(key, config);
        return Save(key, config.ToByteArray());
    }

    /// <summary>Forgets what was set of the queues of a namespace.</summary>
    public void Forget(string ns)
    {
        foreach (var key in _configs.Keys.Where(key => key.Namespace == ns))
        {
            Apply(key, new TaskQueueConfig());
            _configs.TryRemove(key, out _);
            Save(key, null);
        }
    }

    private Task Save(QueueKey key, byte[]? value)
    {
        var batch = new WriteBatch();
        batch.Settings.Add(($"{Prefix}{key.Namespace}/{key.Type}/{key.Name}", value));
        return journal.Append(batch, null);
    }

    private void Apply(QueueKey key, TaskQueueConfig config)
    {
        _configs[key] = config;
        matching.Queue(key).Configure(
            config.QueueRateLimit?.RateLimit?.RequestsPerSecond, new Dictionary<string, float>(config.FairnessWeightOverrides, StringComparer.Ordinal));
    }
}
