using Google.Protobuf.WellKnownTypes;
using Mdlc.Conformance.Tests.Normalization;
using Mdlc.Conformance.Tests.Running;
using Temporalio.Api.History.V1;

namespace Mdlc.Conformance.Tests;

public sealed class DocumentNormalizerTests
{
    private const string First = "0c5e1f1e-5f63-4c0e-9d6d-2d1b8f6f0a01";
    private const string Second = "0c5e1f1e-5f63-4c0e-9d6d-2d1b8f6f0a02";

    private readonly DocumentNormalizer _normalizer = new("@x1");

    [Fact]
    public void Text_Uuids_KeepTheirIdentityByOrderOfAppearance() =>
        Assert.Equal("uuid-1 uuid-2 uuid-1", _normalizer.Text($"{First} {Second} {First.Replace("-", "", StringComparison.Ordinal)}"));

    [Fact]
    public void Text_Marker_IsCutOff() => Assert.Equal("workflow not found for ID: nobody", _normalizer.Text("workflow not found for ID: nobody@x1"));

    [Fact]
    public void Normalize_Event_LeavesNothingThatVaries()
    {
        var normalized = _normalizer.Normalize(new HistoryEvent
        {
            EventId = 5,
            EventTime = Timestamp.FromDateTime(DateTime.UtcNow),
            TaskId = 1_048_576,
            MarkerRecordedEventAttributes = new() { MarkerName = "m", Details = { ["data"] = Payloads.List(new { Run = First }) } },
        });

        Assert.Equal(
            """{"eventId":"5","eventTime":"\u003Ctime\u003E","markerRecordedEventAttributes":{"markerName":"m","details":{"data":{"payloads":[{"encoding":"json/plain","data":{"Run":"uuid-1"}}]}}}}""",
            normalized.ToJsonString());
    }

    [Fact]
    public void Normalize_DefaultAndSetValues_StayDifferent() =>
        Assert.NotEqual(
            _normalizer.Normalize(new TimerFiredEventAttributes { StartedEventId = 4 }).ToJsonString(),
            _normalizer.Normalize(new TimerFiredEventAttributes { StartedEventId = 5 }).ToJsonString());
}
