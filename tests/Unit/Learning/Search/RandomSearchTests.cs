using System.Globalization;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search;
using Mdlc.Learning.Search.Proposing;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Search;

public sealed class RandomSearchTests
{
    private static readonly SearchSpace Space = new(
    [
        SearchParameter.Double("rate", 0.001, 1, ParameterScale.LogUniform),
        SearchParameter.Double("share", 0.5, 1),
        SearchParameter.Int("leaves", 2, 4),
        SearchParameter.Int("trees", 1, 1000, ParameterScale.LogUniform),
        SearchParameter.Discrete("penalty", 0, 0.1, 0.5),
        SearchParameter.Categorical("kind", "a", "b"),
    ]);

    [Fact]
    public void Propose_SameSeedAndTrial_IsTheSameInAnyOrder()
    {
        var forward = Enumerable.Range(0, 50).Select(i => MdlcJson.Serialize(RandomSearch.Propose(Space, 7, i))).ToArray();
        var backward = Enumerable.Range(0, 50).Reverse().Select(i => MdlcJson.Serialize(RandomSearch.Propose(Space, 7, i))).Reverse();

        Assert.Equal(forward, backward);
        Assert.Equal(50, forward.Distinct().Count());
        Assert.NotEqual(forward[0], MdlcJson.Serialize(RandomSearch.Propose(Space, 8, 0)));
    }

    [Fact]
    public void Propose_KnownSeed_IsFrozen()
    {
        // Persisted studies continue with these numbers: a change here changes what an interrupted study would try next.
        var proposal = RandomSearch.Propose(Space, seed: 1, trial: 3);

        Assert.Equal(
            "rate=0.80809, share=0.68857, leaves=2, trees=681, penalty=0.5, kind=1",
            string.Join(", ", proposal.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}={p.Value:R}"))));
    }

    /// <summary>A recorded spec names the same models as before: its ready space gives the digits that earlier versions drew.</summary>
    [Theory]
    [MemberData(nameof(Trainers))]
    public void Propose_ReadySpace_DrawsWhatEarlierVersionsDrew(ModelTask task, TrainerKind trainer)
    {
        var space = SearchSpaces.For(task, trainer);
        for (var trial = 1; trial < 200; trial++)
        {
            var ofTrial = SeededRandom.Derive(5, trial);
            var before = space.Parameters.ToDictionary(
                parameter => parameter.Name, parameter => Drawn(parameter, new SeededRandom(SeededRandom.Derive(ofTrial, parameter.Name)).NextDouble()));

            Assert.Equal(before, RandomSearch.Propose(space, 5, trial));
            Assert.Equal(before, Tuners.Of(TunerKind.Random).Propose(space, [], trial, 5)!.Params);
        }

        static double Drawn(SearchParameter parameter, double u) => parameter.Kind switch
        {
            ParameterKind.Double => Math.Clamp(
                double.Parse(Between(parameter, parameter.Min, parameter.Max, u).ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
                parameter.Min,
                parameter.Max),
            ParameterKind.Int => Math.Clamp(Math.Round(Between(parameter, parameter.Min - 0.5, parameter.Max + 0.5, u)), parameter.Min, parameter.Max),
            _ => parameter.Values[(int)(u * parameter.Values.Count)],
        };

        static double Between(SearchParameter parameter, double min, double max, double u) => parameter.Scale == ParameterScale.Uniform
            ? min + (u * (max - min))
            : Math.Exp(Math.Log(min) + (u * (Math.Log(max) - Math.Log(min))));
    }

    [Fact]
    public void Propose_AnotherParameterAdded_KeepsTheOthers()
    {
        var wider = Space with { Parameters = [SearchParameter.Double("new", 0, 1), .. Space.Parameters] };

        Assert.Equal(RandomSearch.Propose(Space, 1, 5)["rate"], RandomSearch.Propose(wider, 1, 5)["rate"]);
    }

    [Fact]
    public void Propose_ManyTrials_FillTheSpaceAndStayInside()
    {
        var trials = Enumerable.Range(0, 3000).Select(i => RandomSearch.Propose(Space, 3, i)).ToArray();

        Assert.All(trials, t => Assert.InRange(t["rate"], 0.001, 1));
        Assert.All(trials, t => Assert.InRange(t["share"], 0.5, 1));
        Assert.InRange(trials.Count(t => t["rate"] < 0.01) / 3000.0, 0.30, 0.37);
        Assert.InRange(trials.Count(t => t["share"] < 0.75) / 3000.0, 0.46, 0.54);
        foreach (var leaves in new[] { 2.0, 3, 4 })
        {
            Assert.InRange(trials.Count(t => t["leaves"] == leaves) / 3000.0, 0.30, 0.37);
        }
        Assert.Equal([0, 0.1, 0.5], trials.Select(t => t["penalty"]).Distinct().Order());
        Assert.Equal([0, 1], trials.Select(t => t["kind"]).Distinct().Order());
        Assert.All(trials, t => Assert.Equal(Math.Floor(t["trees"]), t["trees"]));
    }

    [Fact]
    public void Propose_LogarithmFromZero_SaysWhatToChange()
    {
        var space = new SearchSpace([SearchParameter.Double("l2", 0, 1, ParameterScale.LogUniform)]);

        Assert.Contains("min 0 of l2", Assert.Throws<ArgumentException>(() => RandomSearch.Propose(space, 1, 0)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<ModelTask, TrainerKind> Trainers()
    {
        var data = new TheoryData<ModelTask, TrainerKind>();
        foreach (var task in Enum.GetValues<ModelTask>())
        {
            foreach (var trainer in TrainerParameters.SupportedBy(task))
            {
                data.Add(task, trainer);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Trainers))]
    public void SearchSpaces_EveryTrainer_ProposesWhatItAccepts(ModelTask task, TrainerKind trainer)
    {
        var space = SearchSpaces.For(task, trainer);

        for (var trial = 0; trial < 200; trial++)
        {
            var resolved = TrainerParameters.Resolve(task, trainer, RandomSearch.Propose(space, 1, trial));
            if (trial == 0)
            {
                Assert.Equal(TrainerParameters.Resolve(task, trainer, new Dictionary<string, double>()), resolved);
            }
        }
    }

    [Fact]
    public void SearchSpaces_PinnedParameter_IsNotSearched()
    {
        var space = SearchSpaces.For(ModelTask.Binary, TrainerKind.LightGbm, new Dictionary<string, double> { ["numberOfLeaves"] = 63 });

        Assert.DoesNotContain("numberOfLeaves", RandomSearch.Propose(space, 1, 0).Keys);
        Assert.DoesNotContain("numberOfLeaves", RandomSearch.Propose(space, 1, 1).Keys);
    }

    [Fact]
    public void SearchSpace_Json_RoundTrips()
    {
        var json = MdlcJson.Serialize(Space);

        Assert.Contains("\"scale\":\"logUniform\"", json, StringComparison.Ordinal);
        Assert.Equal(json, MdlcJson.Serialize(MdlcJson.Deserialize<SearchSpace>(json)));
    }
}
