using System.Globalization;
using Mdlc.Contracts.Spec;
using Mdlc.Tests.Shared;

namespace Mdlc.Unit.Tests.Learning.Training;

public sealed class TrainingDocsTests
{
    [Fact]
    public void Docs_StateEveryOptionWithItsDefault()
    {
        var rows = Repository.ReadText("docs/training.md").Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains('`', StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length >= 5)
            .Select(cells => (Trainer: cells[1].Split(',')[0], Option: cells[2].Trim('`'), Default: cells[3]))
            .ToHashSet();

        var stated = from task in Enum.GetValues<ModelTask>()
                     from trainer in TrainerParameters.SupportedBy(task)
                     from parameter in TrainerParameters.For(task, trainer)
                     select (TrainerParameters.NameOf(trainer), parameter.Name, parameter.Default.ToString(CultureInfo.InvariantCulture));

        Assert.All(stated.Distinct(), option => Assert.Contains(option, rows));
    }
}
