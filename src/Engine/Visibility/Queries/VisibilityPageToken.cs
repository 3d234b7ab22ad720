using System.Text.Json;
using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility.Records;

namespace Mdlc.Engine.Visibility.Queries;

/// <summary>The place in the default order after which the next page begins. It stays valid when rows come and go.</summary>
internal sealed record VisibilityPageToken(DateTimeOffset? CloseTime, DateTimeOffset StartTime, string RunId)
{
    public static VisibilityPageToken After(VisibilityRecord last) => new(last.CloseTime, last.StartTime, last.RunId);

    /// <summary>Null for an empty token: the first page.</summary>
    /// <exception cref="InvalidVisibilityRequestException">The token is not one of ours.</exception>
    public static VisibilityPageToken? Parse(ByteString token)
    {
        if (token.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(token.Span, VisibilityJson.Default.VisibilityPageToken) is { RunId: not null } parsed ? parsed : throw Invalid();
        }
        catch (JsonException)
        {
            throw Invalid();
        }
    }

    public ByteString ToByteString() => ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(this, VisibilityJson.Default.VisibilityPageToken));

    /// <summary>A row that sorts where the token stands.</summary>
    public VisibilityRow ToRow() => new(new VisibilityRecord
    {
        Namespace = "",
        WorkflowId = "",
        RunId = RunId,
        WorkflowType = "",
        TaskQueue = "",
        StartTime = StartTime,
        ExecutionTime = StartTime,
        CloseTime = CloseTime,
        RootWorkflowId = "",
        RootRunId = "",
    });

    private static InvalidVisibilityRequestException Invalid() =>
        new("invalid page token: expected the NextPageToken of an earlier page; start again without a token");
}
