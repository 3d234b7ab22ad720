using System.Globalization;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Queries;
using Temporalio.Api.Worker.V1;

namespace Mdlc.Engine.Workers;

/// <summary>
/// Which workers a query asks for. As on Temporal only its syntax is refused: a part that has no meaning (an unknown field, an operator that
/// the field does not have) is true of no worker, and what it is combined with from its right on is not looked at.
/// </summary>
internal static class WorkerQuery
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <exception cref="ServiceException">The query is malformed.</exception>
    public static Func<WorkerHeartbeat, bool> Compile(string query)
    {
        if (query.Length == 0)
        {
            return static _ => true;
        }

        var where = Parse(query);
        return heartbeat => Holds(where, heartbeat) ?? false;
    }

    private static SqlExpression Parse(string query)
    {
        var trimmed = query.Trim();
        if (trimmed.StartsWith("where ", StringComparison.OrdinalIgnoreCase) || trimmed.StartsWith("select ", StringComparison.OrdinalIgnoreCase))
        {
            throw ServiceException.InvalidArgument($"invalid filter: {trimmed}");
        }

        try
        {
            var parsed = SqlParser.Parse(trimmed);
            return parsed switch
            {
                { HasLimit: true } => throw ServiceException.InvalidArgument("operation is not supported: 'limit' clause"),
                { Where: null } => throw ServiceException.InvalidArgument(trimmed.Length == 0
                    ? "malformed query: syntax error at position 1"
                    : $"malformed query: syntax error at position 33 near '{trimmed.Split(' ')[0].ToLowerInvariant()}'"),
                _ => parsed.Where,
            };
        }
        catch (InvalidVisibilityRequestException malformed)
        {
            throw ServiceException.InvalidArgument(malformed.Message.Replace(SqlParser.MalformedQuery, "malformed query: ", StringComparison.Ordinal));
        }
    }

    /// <returns>Null for a part without meaning.</returns>
    private static bool? Holds(SqlExpression expression, WorkerHeartbeat heartbeat)
    {
        switch (expression)
        {
            case SqlExpression.Parenthesis parenthesis:
                return Holds(parenthesis.Inner, heartbeat);
            case SqlExpression.And and:
                return FirstThatDecides(and.Operands, heartbeat, unless: true);
            case SqlExpression.Or or:
                return FirstThatDecides(or.Operands, heartbeat, unless: false);
            case SqlExpression.Is { Inner: SqlExpression.Column column, Suffix: "null" or "not null" } @is:
                return IsMissing(column.Name, heartbeat) == (@is.Suffix == "null");
            case SqlExpression.Comparison { Left: SqlExpression.Column column, Right: SqlExpression.Literal literal } comparison:
                return Text(column.Name, heartbeat) is { } text
                    ? literal is { Token: SqlTokenKind.String, Text.Length: > 0 } ? Compare(text, comparison.Operator, literal.Text) : null
                    : Time(column.Name, heartbeat) is { } time && Instant(literal) is { } instant ? Compare(time.Value ?? 0, comparison.Operator, instant) : null;
            case SqlExpression.Between { Left: SqlExpression.Column column } between:
                return Time(column.Name, heartbeat) is { } of && Instant(between.From) is { } from && Instant(between.To) is { } to
                    ? of.Value is { } known && (known >= from && known <= to) != between.Negated
                    : null;
            default:
                return null;
        }
    }

    private static bool? FirstThatDecides(IReadOnlyList<SqlExpression> operands, WorkerHeartbeat heartbeat, bool unless)
    {
        bool? holds = unless;
        foreach (var operand in operands)
        {
            holds = Holds(operand, heartbeat);
            if (holds != unless)
            {
                break;
            }
        }

        return holds;
    }

    /// <returns>Null for a field that there is not.</returns>
    private static bool? IsMissing(string column, WorkerHeartbeat heartbeat) =>
        Text(column, heartbeat) is { } text ? text.Length == 0 : Time(column, heartbeat) is { } time ? time.Value is null : null;

    private static string? Text(string column, WorkerHeartbeat heartbeat) => column switch
    {
        "WorkerInstanceKey" => heartbeat.WorkerInstanceKey,
        "WorkerIdentity" => heartbeat.WorkerIdentity,
        "HostName" => heartbeat.HostInfo?.HostName ?? "",
        "TaskQueue" => heartbeat.TaskQueue,
        "DeploymentName" => heartbeat.DeploymentVersion?.DeploymentName ?? "",
        "BuildId" => heartbeat.DeploymentVersion?.BuildId ?? "",
        "SdkName" => heartbeat.SdkName,
        "SdkVersion" => heartbeat.SdkVersion,
        "WorkerStatus" => heartbeat.Status.ToString(),
        _ => column.Equals("status", StringComparison.OrdinalIgnoreCase) ? heartbeat.Status.ToString() : null,
    };

    /// <returns>Nanoseconds since 1970, as queries may give them; null for a field that is no time.</returns>
    private static Moment? Time(string column, WorkerHeartbeat heartbeat) => column switch
    {
        "StartTime" => new(Nanoseconds(heartbeat.StartTime)),
        "HeartbeatTime" => new(Nanoseconds(heartbeat.HeartbeatTime)),
        _ => null,
    };

    private static Int128? Nanoseconds(Timestamp? time) => time is null ? null : (Int128)time.Seconds * NanosecondsPerSecond + time.Nanos;

    private static Int128? Instant(SqlExpression expression) => expression switch
    {
        SqlExpression.Literal { Token: SqlTokenKind.Integer } number when long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var nanoseconds) =>
            nanoseconds,
        SqlExpression.Literal { Token: SqlTokenKind.String } text when SearchAttributeCodec.TryParseTime(text.Text, out var time) =>
            (Int128)(time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
        _ => null,
    };

    private static bool? Compare(string text, string @operator, string value) => @operator switch
    {
        "=" => text == value,
        "!=" => text != value,
        "starts_with" => text.StartsWith(value, StringComparison.Ordinal),
        "not starts_with" => !text.StartsWith(value, StringComparison.Ordinal),
        _ => null,
    };

    private static bool? Compare(Int128 time, string @operator, Int128 value) => @operator switch
    {
        "=" => time == value,
        "!=" => time != value,
        "<" => time < value,
        "<=" => time <= value,
        ">" => time > value,
        ">=" => time >= value,
        _ => null,
    };

    /// <param name="Value">Null when the worker did not tell it.</param>
    private readonly record struct Moment(Int128? Value);
}
