using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Mdlc.Conformance.Tests.Running;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;

namespace Mdlc.Conformance.Tests.Fuzz;

/// <summary>Requests by their descriptors: most of a message is plausible by the names of its fields, and some of it is then spoilt.</summary>
internal sealed class FuzzedMessages(Random random, FuzzPool pool)
{
    private const int Deepest = 6;

    private static readonly string[] Queries =
        ["", "WorkflowId = 'w1'", "ExecutionStatus = 'Running'", "StartTime > '2020-01-01T00:00:00Z' ORDER BY StartTime DESC", "nonsense ((", "WorkflowType STARTS_WITH 'F'", "ConformanceInt BETWEEN 1 AND 5"];

    private static readonly string[] Crons = ["@every 1h", "0 0 31 2 *", "* * * * *", "@yearly", "CRON_TZ=Europe/Berlin 0 2 * * *", "x"];

    private static readonly string[] OddTexts = ["", "\0", "ü😀", new('x', 1001), "/_sys/q0", " ", "*", "'", "../..", "00000000-0000-0000-0000-000000000000"];

    public IMessage Request(MethodDescriptor method) => Message(method.InputType, 0);

    /// <summary>Spoils a part of the message or several.</summary>
    public void Spoil(IMessage message)
    {
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            SpoilOne(message);
        }
    }

    /// <summary>The message as bytes, a few of them wrong.</summary>
    public byte[] SpoilBytes(IMessage message)
    {
        var bytes = message.ToByteArray();
        for (var n = 0; n < 2 && bytes.Length > 0; n++)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return pool.Chance(30) ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }

    public IReadOnlyList<Command> SomeCommands() => [.. Enumerable.Range(0, random.Next(4)).Select(_ => NewCommand())];

    /// <summary>Answers to the updates of a task, the right one or another.</summary>
    public IEnumerable<Message> Answers(IEnumerable<Message> sent)
    {
        foreach (var message in sent.Where(_ => pool.Chance(80)))
        {
            var id = message.ProtocolInstanceId;
            var request = message.Body.TryUnpack<Request>(out var asked) ? asked : null;
            if (pool.Chance(25))
            {
                yield return Updates.Message(id, "reject", new Rejection { RejectedRequestMessageId = message.Id, RejectedRequest = request, Failure = Failures.Application("no") });
                continue;
            }

            yield return Updates.Message(id, "accept", new Acceptance { AcceptedRequestMessageId = message.Id, AcceptedRequestSequencingEventId = message.EventId, AcceptedRequest = request });
            if (pool.Chance(60))
            {
                yield return Updates.Complete(id);
            }
        }
    }

    private Command NewCommand()
    {
        var type = pool.Pick(System.Enum.GetValues<CommandType>());
        if (type is CommandType.CompleteWorkflowExecution or CommandType.FailWorkflowExecution or CommandType.CancelWorkflowExecution && pool.Chance(70))
        {
            type = pool.Chance(50) ? CommandType.ScheduleActivityTask : CommandType.StartTimer;
        }

        var command = new Command { CommandType = type };
        var attributes = Command.Descriptor.Oneofs.First(oneof => oneof.Name == "attributes").Fields;
        var name = type.ToString().ToUpperInvariant();
        if (attributes.FirstOrDefault(field => field.Name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant().StartsWith(name, StringComparison.Ordinal)) is { } own)
        {
            own.Accessor.SetValue(command, Message(own.MessageType, 1));
        }

        return command;
    }

    private IMessage Message(MessageDescriptor type, int depth)
    {
        if (Known(type) is { } known)
        {
            return known;
        }

        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            var named = Named(field);
            if (named is null && (depth >= Deepest || !pool.Chance(depth == 0 ? 30 : 20)))
            {
                continue;
            }

            if (field.IsMap)
            {
                FillMap((IDictionary)field.Accessor.GetValue(message), field, depth);
            }
            else if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(message);
                for (var n = random.Next(3); n > 0; n--)
                {
                    list.Add(named ?? Value(field, depth));
                }
            }
            else
            {
                field.Accessor.SetValue(message, named ?? Value(field, depth));
            }
        }

        return message;
    }

    private void FillMap(IDictionary map, FieldDescriptor field, int depth)
    {
        var (key, value) = (field.MessageType.FindFieldByNumber(1), field.MessageType.FindFieldByNumber(2));
        if (key.FieldType == FieldType.String && Value(value, depth + 1) is { } made)
        {
            map[pool.Pick(["ConformanceInt", "ConformanceKeyword", "key", "encoding"])] = made;
        }
    }

    private IMessage? Known(MessageDescriptor type)
    {
        if (type == Payload.Descriptor)
        {
            return Running.Payloads.Of(random.Next(5));
        }

        if (type == Temporalio.Api.Common.V1.Payloads.Descriptor)
        {
            return Running.Payloads.List(random.Next(5));
        }

        if (type == Duration.Descriptor)
        {
            return new Duration { Seconds = random.Next(60) };
        }

        if (type == Timestamp.Descriptor)
        {
            return DateTime.UtcNow.AddSeconds(random.Next(-100_000, 100_000)).ToTimestamp();
        }

        if (type == Command.Descriptor)
        {
            return NewCommand();
        }

        return type == Any.Descriptor ? Any.Pack(new Duration { Seconds = 1 }) : type == FieldMask.Descriptor ? FieldMask.FromString(pool.Pick(["heartbeat_timeout", "retry_policy", "versioning_override", "*", "no_such"])) : null;
    }

    private object? Named(FieldDescriptor field) => (field.Name, field.FieldType) switch
    {
        ("namespace", FieldType.String) => pool.Namespace,
        ("workflow_id" or "schedule_id", FieldType.String) => pool.Pick(FuzzPool.Workflows),
        ("run_id" or "first_execution_run_id", FieldType.String) => pool.RunId,
        ("activity_id" or "id", FieldType.String) => pool.Pick(["a0", "a1", "a2", pool.Fresh("a")]),
        ("timer_id", FieldType.String) => pool.Pick(["t0", "t1", pool.Fresh("t")]),
        ("update_id", FieldType.String) => pool.Pick(["u0", "u1", pool.Fresh("u")]),
        ("request_id", FieldType.String) => pool.Chance(80) ? pool.Fresh("r") : "r0",
        ("job_id", FieldType.String) => pool.Fresh("job"),
        ("signal_name" or "name" or "marker_name" or "query_type" or "type" or "identity" or "reason", FieldType.String) => pool.Pick(["F", "G", "H"]),
        ("task_queue", FieldType.String) => pool.Pick(FuzzPool.Queues),
        ("task_queue", FieldType.Message) when field.MessageType == Temporalio.Api.TaskQueue.V1.TaskQueue.Descriptor => new Temporalio.Api.TaskQueue.V1.TaskQueue { Name = pool.Pick(FuzzPool.Queues) },
        ("workflow_type", FieldType.Message) when field.MessageType == WorkflowType.Descriptor => new WorkflowType { Name = "F" },
        ("activity_type", FieldType.Message) when field.MessageType == ActivityType.Descriptor => new ActivityType { Name = "A" },
        ("execution" or "workflow_execution", FieldType.Message) when field.MessageType == WorkflowExecution.Descriptor => new WorkflowExecution { WorkflowId = pool.Pick(FuzzPool.Workflows), RunId = pool.RunId },
        ("deployment_name", FieldType.String) => "d0",
        ("build_id", FieldType.String) => pool.Pick(["b0", "b1"]),
        ("query" or "visibility_query", FieldType.String) => pool.Pick(Queries),
        ("cron_schedule", FieldType.String) => pool.Chance(95) ? "" : pool.Pick(Crons),
        ("task_token", FieldType.Bytes) => pool.Token,
        ("next_page_token", FieldType.Bytes) => pool.PageToken,
        ("scheduled_event_id" or "workflow_task_finish_event_id", FieldType.Int64) => (long)random.Next(12),
        _ => null,
    };

    private object? Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Message when IsWrapper(field.MessageType) => Value(field.MessageType.FindFieldByNumber(1), depth),
        FieldType.Message => Message(field.MessageType, depth + 1),
        FieldType.Enum => field.EnumType.Values[random.Next(field.EnumType.Values.Count)].Number,
        FieldType.String => pool.Pick(["F", "q0", "w0", "text"]),
        FieldType.Bytes => ByteString.CopyFrom(1, 2, 3),
        FieldType.Bool => pool.Chance(50),
        _ => Number(field.FieldType, random.Next(20)),
    };

    private void SpoilOne(IMessage message)
    {
        var fields = message.Descriptor.Fields.InDeclarationOrder();
        if (fields.Count == 0)
        {
            return;
        }

        var field = pool.Pick([.. fields]);
        var value = field.Accessor.GetValue(message);
        if (field.IsMap || pool.Chance(15))
        {
            field.Accessor.Clear(message);
        }
        else if (field.IsRepeated)
        {
            SpoilList((IList)value, field);
        }
        else if (value is IMessage inner && pool.Chance(80))
        {
            SpoilOne(inner);
        }
        else
        {
            field.Accessor.SetValue(message, Odd(field));
        }
    }

    private void SpoilList(IList list, FieldDescriptor field)
    {
        if (list.Count > 0 && list[random.Next(list.Count)] is IMessage inner && pool.Chance(60))
        {
            SpoilOne(inner);
        }
        else if (list.Count > 0 && pool.Chance(50))
        {
            // As another list may need it: what stands twice is one and the same object here, and two in the bytes.
            list.Add(list[random.Next(list.Count)]);
        }
        else
        {
            list.Add(Odd(field));
        }
    }

    private object Odd(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message when field.MessageType == Duration.Descriptor => new Duration { Seconds = pool.Pick(OddNumbers), Nanos = (int)Math.Clamp(pool.Pick(OddNumbers), int.MinValue, int.MaxValue) },
        FieldType.Message when field.MessageType == Timestamp.Descriptor => new Timestamp { Seconds = pool.Pick(OddNumbers), Nanos = (int)Math.Clamp(pool.Pick(OddNumbers), int.MinValue, int.MaxValue) },
        FieldType.Message when IsWrapper(field.MessageType) => Odd(field.MessageType.FindFieldByNumber(1)),
        FieldType.Message => field.MessageType.Parser.ParseFrom(ByteString.Empty),
        FieldType.Enum => pool.Pick([-1, 99, 1, 2, int.MaxValue]),
        FieldType.String => pool.Pick(OddTexts),
        FieldType.Bytes => pool.Chance(50) ? pool.Token : ByteString.CopyFrom(new byte[random.Next(40)]),
        FieldType.Bool => pool.Chance(50),
        _ => Number(field.FieldType, pool.Pick(OddNumbers)),
    };

    /// <summary>Such a field holds the value itself.</summary>
    private static bool IsWrapper(MessageDescriptor type) => type.File == DoubleValue.Descriptor.File;

    private static readonly long[] OddNumbers = [0, -1, 1, 1 << 20, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 999_999_999, 1_000_000_000];

    private static object Number(FieldType type, long value) => type switch
    {
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => (object)(int)Math.Clamp(value, int.MinValue, int.MaxValue),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)Math.Clamp(value, 0, uint.MaxValue),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => value,
        FieldType.UInt64 or FieldType.Fixed64 => (ulong)Math.Max(0, value),
        FieldType.Double => value == 1 ? double.NaN : value == 0 ? double.PositiveInfinity : (double)value,
        FieldType.Float => value == 1 ? float.NaN : (float)value,
        _ => throw new InvalidOperationException($"{type}".ToString(CultureInfo.InvariantCulture)),
    };
}
