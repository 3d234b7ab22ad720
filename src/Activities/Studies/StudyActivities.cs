using Mdlc.Activities.Features;
using Mdlc.Activities.Training;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Features;
using Mdlc.Learning.Search;
using Mdlc.Workflows.Studies;
using Temporalio.Activities;

namespace Mdlc.Activities.Studies;

/// <summary>The work of a study: see <see cref="IStudyActivities"/>.</summary>
public sealed class StudyActivities(Home home, ArtifactStore artifacts, ICatalog catalog, TrainerProcess trainer, TimeProvider time) : IStudyActivities
{
    [Activity]
    public async Task<PreparedStudy> PrepareStudyAsync(PrepareStudyInput input)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        await using var beat = Heartbeat.Start(time, () => null);
        var spec = input.Spec;
        new StudyFolder(home, input.Run, time).Sweep();
        var statistics = await Task.Run(() => StatisticsAsync(spec, input.Split, cancellationToken), cancellationToken);
        IReadOnlyList<PlanParameter> varied =
        [
            .. PlanParameters.Of([.. statistics.Where(column => column.Name != spec.Label)], spec).Where(part => !spec.Tune.Portfolio || MakesADifference(part, input.Plan)),
        ];
        var space = StudySpace.Of(spec, varied, input.Split.TrainRows);
        var earlier = spec.Tune.WarmStart ? await WarmStart.FindAsync(catalog.Runs, input.Run, spec, space, cancellationToken) : [];
        var known = earlier.Count == 0 && HasPortfolio(spec) ? Portfolio.In(space) : [];
        var asked = space.Parameters.Any(parameter => parameter.Kind == ParameterKind.Categorical);
        return new PreparedStudy(
            space with { Starts = [.. space.Starts, .. earlier.Select(start => start.Point), .. known] },
            asked ? await artifacts.PutTextAsync(MdlcJson.Serialize(statistics), ".json", cancellationToken) : null)
        {
            Usual = varied.ToDictionary(parameter => parameter.Name, parameter => parameter.Choices[0], StringComparer.Ordinal),
            StartNotes = [.. space.Starts.Select(_ => "a start of the spec's"), .. earlier.Select(start => start.Note), .. known.Select(_ => "did well on other data")],
            Notes = WarmStart.Told(earlier),
        };
    }

    [Activity]
    public async Task<TrialProposal?> ProposeTrialAsync(ProposeTrialInput input)
    {
        await using var beat = Heartbeat.Start(time, () => null);
        var history = input.History.Select(trial => StudyHistory.Observation(trial, input.Space)).ToList();
        var proposal = await Task.Run(() => Tuners.Of(input.Tuner).Propose(input.Space, history, input.Trial, input.Seed));
        if (proposal is null)
        {
            return null;
        }

        var (parameters, choices) = StudyPoints.Read(input.Space, proposal.Params);
        return new TrialProposal(parameters, choices, proposal.Note);
    }

    [Activity]
    public async Task<TrialResult> RunStudyTrialAsync(StudyTrialInput input)
    {
        var plan = StudyPoints.IsUsual(input.Trial.Choices, input.Usual) || input.Statistics is null ? input.Plan : null;
        return await new StudyTrial(home, trainer, time, input)
            .RunAsync(() => plan is not null ? Task.FromResult(plan) : PlanAsync(input.Spec, input.Statistics!, input.Trial.Choices));
    }

    [Activity]
    public async Task<FeaturePlan> PlanByChoicesAsync(PlanByChoicesInput input)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        await using var beat = Heartbeat.Start(time, () => null);
        var plan = await PlanAsync(input.Spec, input.Statistics, input.Choices);
        using var session = DuckDbSession.Open(home);
        using var train = await artifacts.OpenAsync(input.Split.Train, cancellationToken);
        return plan with { Notes = [.. plan.Notes, .. await RoleNotes.OfAsync(session, train.Path, plan, input.Spec, cancellationToken)] };
    }

    [Activity]
    public Task EndStudyAsync(EndStudyInput input)
    {
        new StudyFolder(home, input.Run, time).Delete();
        return Task.CompletedTask;
    }

    /// <summary>Where no training row lacks a value, a trial of another answer to that would be one of the same model. Specs of before searched it.</summary>
    private static bool MakesADifference(PlanParameter part, FeaturePlan plan) =>
        part.Name != FeatureChoices.MissingName
        || plan.Columns.Any(column => column is { HasMissing: true, Role: ColumnRole.Numeric or ColumnRole.Boolean or ColumnRole.Date or ColumnRole.Ordinal });

    /// <summary>What an own space leaves out is left out on purpose, and who asks for chance or a grid wants no other trials; earlier searches of the model have tried it.</summary>
    private static bool HasPortfolio(ModelSpec spec) =>
        spec is { Tune: { Portfolio: true, Space: null, Tuner: not (null or TunerKind.Random or TunerKind.Sobol or TunerKind.Grid) }, Train.Trainer: TrainerKind.LightGbm };

    private async Task<FeaturePlan> PlanAsync(ModelSpec spec, ArtifactRef file, IReadOnlyDictionary<string, string> choices)
    {
        var statistics = MdlcJson.Deserialize<IReadOnlyList<FeatureStatistics>>(await artifacts.ReadTextAsync(file));
        return FeaturePlanner.Plan(
            [.. statistics.Where(column => column.Name != spec.Label)], spec, FeatureChoices.Of(choices), statistics.FirstOrDefault(column => column.Name == spec.Label));
    }

    /// <summary>As the transform stage reads them.</summary>
    private async Task<IReadOnlyList<FeatureStatistics>> StatisticsAsync(ModelSpec spec, DatasetSplit split, CancellationToken cancellationToken)
    {
        using var session = DuckDbSession.Open(home);
        using var train = await artifacts.OpenAsync(split.Train, cancellationToken);
        var columns = SnapshotSchema.Read(session, train.Path, cancellationToken);
        return FeatureStatisticsReader.Read(
            session, train.Path, columns.Where(column => column.Name != spec.Label || spec.Task == ModelTask.Regression), cancellationToken);
    }
}
