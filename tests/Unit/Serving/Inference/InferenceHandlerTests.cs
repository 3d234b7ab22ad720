using Mdlc.Serving.Inference;
using Mdlc.Serving.Models;

namespace Mdlc.Unit.Tests.Serving.Inference;

public sealed class InferenceHandlerTests
{
    /// <summary>Whoever is told 404 gives the model up, and a server that has just been started has none yet.</summary>
    [Theory]
    [InlineData(false, 503)]
    [InlineData(true, 404)]
    public void Resolve_OfAModelThatIsNotThere_IsFinalOnceAllAreLoaded(bool isReady, int status) =>
        Assert.Equal(status, Assert.Throws<InferenceException>(() => InferenceHandler.Resolve(new ServedModels { IsReady = isReady }, "bikes", version: null)).Status);
}
