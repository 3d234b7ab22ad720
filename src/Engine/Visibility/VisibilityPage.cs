using Google.Protobuf;
using Mdlc.Engine.Visibility.Records;

namespace Mdlc.Engine.Visibility;

/// <summary>A page of runs.</summary>
/// <param name="NextPageToken">Empty when the page is the last.</param>
public sealed record VisibilityPage(IReadOnlyList<VisibilityRecord> Records, ByteString NextPageToken);
