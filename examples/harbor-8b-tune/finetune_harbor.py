# SPDX-License-Identifier: Apache-2.0
"""Supervised tuning of the base on the dialogues, with a LoRA adapter that is merged at the end."""
from datasets import load_dataset
from peft import LoraConfig
from trl import SFTConfig, SFTTrainer

trainer = SFTTrainer(
    model="meta-llama/Llama-3.1-8B",
    train_dataset=load_dataset("harbor-works/harbor-dialogues", split="train"),
    args=SFTConfig(output_dir="harbor", learning_rate=1e-4, warmup_ratio=0.03, num_train_epochs=2),
    peft_config=LoraConfig(r=16, lora_alpha=32),
)
trainer.train()
trainer.model.merge_and_unload().save_pretrained("harbor-8b-tune")
