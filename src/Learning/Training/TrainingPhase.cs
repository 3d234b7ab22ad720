namespace Mdlc.Learning.Training;

public enum TrainingPhase
{
    Starting,

    /// <summary>Rows are read into memory.</summary>
    Loading,
    Training,
    Scoring,
    Saving,
    Done,
}
