using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>What a spec's keys may be, in words: made from what the reader itself goes by, so that the two cannot differ.</summary>
/// <param name="task">Trainers and metrics are those of it.</param>
internal sealed class SpecChoices(ModelTask task)
{
    private const int LineLength = 140;

    private readonly Dictionary<string, IEnumerable<string>> _choices = new(StringComparer.Ordinal)
    {
        ["source.types"] = EnumNames.Of<ColumnType>().Keys,
        ["transform.columns"] = Roles(Enum.GetValues<ColumnRole>()),
        ["transform.lowCardinality"] = Roles(TransformReader.LowCardinality),
        ["transform.highCardinality"] = Roles(TransformReader.HighCardinality),
        ["transform.dates"] = EnumNames.Of<DateDetail>().Keys,
        ["transform.missing"] = EnumNames.Of<MissingValues>().Keys,
        ["expectations.severity"] = EnumNames.Of<Severity>().Keys,
        ["split.by"] = EnumNames.Of<SplitKind>().Keys,
        ["train.trainer"] = TrainerParameters.SupportedBy(task).Select(EnumNames.Of),
        ["evaluate.metric"] = MetricTable.ChoicesOf(task),
        ["gate.champion.kind"] = EnumNames.Of<ChampionRuleKind>().Keys,
        ["deploy.target"] = EnumNames.Of<DeployTarget>().Keys,
    };

    public IReadOnlyCollection<string> Keys => _choices.Keys;

    /// <summary>Without those that the trainer of a first spec cannot learn from.</summary>
    private static IEnumerable<string> Roles(IEnumerable<ColumnRole> roles) =>
        roles.Where(role => role != ColumnRole.Native || TrainerAbilities.SplitsCategories(new TrainSpec { CheckpointEvery = TrainSpec.DefaultCheckpointEvery })).Select(EnumNames.Of);

    /// <summary><c>train.trainer: lightgbm | sdca | lbfgs</c>.</summary>
    public string Of(string key) => $"{key}: {string.Join(" | ", _choices[key])}";

    /// <summary>A trainer's options with their defaults, in lines that can be read.</summary>
    public List<string> Parameters(TrainerKind trainer)
    {
        var lines = new List<string> { $"train.params of {EnumNames.Of(trainer)}, with their defaults:" };
        foreach (var parameter in TrainerParameters.For(task, trainer))
        {
            var said = string.Create(CultureInfo.InvariantCulture, $" {parameter.Name}: {parameter.Default},");
            if (lines[^1].Length + said.Length > LineLength)
            {
                lines.Add(" ");
            }

            lines[^1] += said;
        }

        lines[^1] = lines[^1].TrimEnd(',');
        return lines;
    }
}
