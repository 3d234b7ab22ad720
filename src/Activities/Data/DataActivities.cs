using System.Globalization;
using Mdlc.Catalog.Snapshots;
using Mdlc.Workflows.Data;
using Temporalio.Activities;

namespace Mdlc.Activities.Data;

/// <summary>The data stage: see <see cref="IDataActivities"/>.</summary>
public sealed class DataActivities(SourceReader reader, TimeProvider time) : IDataActivities
{
    [Activity]
    public async Task<FetchResult> FetchAsync(FetchInput input)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        var doing = "starting";
        await using var beat = Heartbeat.Start(time, () => doing);
        var request = new SourceRequest
        {
            Source = input.Spec.Source,
            Label = input.Spec.Label,
            MaxRejectedShare = input.Spec.QuarantineMaxShare,
        };
        var reading = await Task.Run(() => reader.ReadAsync(request, text => doing = text, cancellationToken), cancellationToken);
        var summary = string.Create(
            CultureInfo.InvariantCulture, $"{reading.Snapshot.Rows} rows × {reading.Snapshot.Columns.Count} columns, {reading.Rejected} rejected");
        return new FetchResult(reading.Snapshot, reading.Source, reading.Rejected, reading.Quarantine, null, summary);
    }

    [Activity]
    public Task<ValidateResult> ValidateAsync(ValidateInput input) =>
        input.Spec.Expectations.Count == 0
            ? Task.FromResult(new ValidateResult(
                input.Fetched.Snapshot, input.Fetched.TestSnapshot, input.Fetched.Rejected, input.Fetched.Quarantine, "", "nothing expected"))
            : throw new NotSupportedException("Expectations are not checked yet.");
}
